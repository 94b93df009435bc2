package lenetspark.job;

import java.io.IOException;
import java.util.Optional;
import lenetspark.data.DataException;
import lenetspark.run.OutputException;
import lenetspark.run.OutputFile;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;

/** The places that the user names. */
public final class UriResolver {

    private UriResolver() {}

    /**
     * The directory of a data set.
     *
     * @throws DataException if its filesystem is not known or cannot be reached
     */
    static Directory data(String uri, Configuration hadoop) {
        try {
            return Directory.at(uri, hadoop);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The content of a file.
     *
     * @throws java.io.FileNotFoundException if there is no such file
     * @throws IOException if it cannot be read; one line that begins with its URI
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
     * A file or a directory with images.
     *
     * @throws DataException if there is none, or its filesystem is not known or cannot be reached
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
     * A run directory.
     *
     * @throws OutputException if its filesystem is not known or cannot be reached
     */
    public static RunDirectory output(String uri, Configuration hadoop) {
        try {
            return new RunDirectory(Directory.at(uri, hadoop));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * A file to write.
     *
     * @throws OutputException if the URI names a directory, or its filesystem is not known or cannot be reached
     */
    static OutputFile outputFile(String uri, Configuration hadoop) {
        try {
            return new OutputFile(parent(uri, hadoop), fileName(uri));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
