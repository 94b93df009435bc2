package lenetspark.storage;

import java.net.URI;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local files, {@code placed:/directory/file}, as if they had blocks on the hosts of a cluster. */
public final class PlacedFileSystem extends RawLocalFileSystem {

    private static final String PREFIX = "test.hosts.";

    /** A configuration that knows the filesystem; all files have blocks on such hosts: {@code "a,b", "b,c"}. */
    public static Configuration configuration(String... hostsOfBlocks) {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.placed.impl", PlacedFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        // Hadoop keeps one filesystem a scheme, with the configuration that it was first asked for with.
        configuration.setBoolean("fs.placed.impl.disable.cache", true);
        for (int block = 0; block < hostsOfBlocks.length; block++) {
            configuration.set(PREFIX + block, hostsOfBlocks[block]);
        }
        return configuration;
    }

    @Override
    public URI getUri() {
        return URI.create("placed:///");
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        List<String[]> blocks = getConf().getPropsWithPrefix(PREFIX).values().stream()
                .map(hosts -> hosts.split(","))
                .toList();
        return blocks.stream()
                .map(hosts -> new BlockLocation(hosts, hosts, 0, length / blocks.size()))
                .toArray(BlockLocation[]::new);
    }
}
