package lenet.job;

import java.io.IOException;
import lenet.data.DataException;
import lenet.storage.Directory;
import org.apache.hadoop.conf.Configuration;

/** The places that the user names. */
final class Storage {

    private Storage() {}

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
     * A run directory.
     *
     * @throws OutputException if its filesystem is not known or cannot be reached
     */
    static RunDirectory output(String uri, Configuration hadoop) {
        try {
            return new RunDirectory(Directory.at(uri, hadoop));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
