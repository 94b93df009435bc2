package lenetspark.storage;

import java.net.URI;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local filesystem with the scheme {@code placed} that reports block locations on the hosts of a cluster. */
public final class BlockLocationFileSystem extends RawLocalFileSystem {

    private static final String PREFIX = "test.hosts.";

    /**
     * Returns a configuration with this filesystem, in which the blocks of all files are on the given hosts, such as
     * {@code "a,b", "b,c"}.
     */
    public static Configuration configuration(String... hostsOfBlocks) {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.placed.impl", BlockLocationFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        // Hadoop caches one filesystem per scheme, with the configuration of the first request.
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
