package lenetspark.job;

import java.io.IOException;
import java.util.Optional;
import lenetspark.data.DataException;
import lenetspark.run.OutputException;
import lenetspark.run.OutputFile;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;

/** Resolves the URIs that the user gives to files and directories. */
public final class UriResolver {

    private UriResolver() {}

    /**
     * Returns the directory of a data set.
     *
     * @throws DataException if the filesystem is unknown or cannot be reached
     */
    static Directory data(String uri, Configuration hadoop) {
        try {
            return Directory.at(uri, hadoop);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.FileNotFoundException if the file does not exist
     * @throws IOException if the file cannot be read; the message is one line that begins with the URI
     */
    public static byte[] read(String uri, Configuration hadoop) throws IOException {
        String name = fileName(uri);
        Directory directory = parent(uri, hadoop);
        if (directory.child(name).exists()) {
            throw new IOException(uri + ": is a directory, not a file");
        }
        return directory.read(name);
    }

    private static String fileName(String uri) throws IOException {
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IOException(uri + ": is a directory, not a file");
        }
        return name;
    }

    private static Directory parent(String uri, Configuration hadoop) throws IOException {
        int slash = uri.lastIndexOf('/');
        return Directory.at(slash < 0 ? "." : uri.substring(0, slash + 1), hadoop);
    }

    /**
     * Returns the location of a file or a directory with images.
     *
     * @throws DataException if it does not exist, or the filesystem is unknown or cannot be reached
     */
    static ImageLocator input(String uri, Configuration hadoop) {
        try {
            Directory directory = Directory.at(uri, hadoop);
            if (directory.exists()) {
                return new ImageLocator(directory, Optional.empty());
            }
            String name = fileName(uri);
            Directory parent = parent(uri, hadoop);
            if (!parent.contains(name)) {
                throw new DataException(directory + ": no such file or directory");
            }
            return new ImageLocator(parent, Optional.of(name));
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns a run directory, which need not exist.
     *
     * @throws OutputException if the filesystem is unknown or cannot be reached
     */
    public static RunDirectory output(String uri, Configuration hadoop) {
        try {
            return new RunDirectory(Directory.at(uri, hadoop));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Returns an output file, which need not exist.
     *
     * @throws OutputException if the URI names a directory, or the filesystem is unknown or cannot be reached
     */
    static OutputFile outputFile(String uri, Configuration hadoop) {
        try {
            return new OutputFile(parent(uri, hadoop), fileName(uri));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
