package lenetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lenetspark.job.Console;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import org.apache.hadoop.conf.Configuration;

/** Checks of the run lock in a directory on any filesystem; a program, so that it can run with the class path of a store client. */
public record LockOnAStore(Directory directory) {

    private static final Console SILENT = new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    public static void main(String[] arguments) throws Exception {
        LockOnAStore store = new LockOnAStore(Directory.at(arguments[0], new Configuration()));
        store.requireOneOwner();
        store.requireRenewalInPlace();
        store.requireOldContentWhenLost();
        System.out.println("locked");
    }

    /** Four jobs acquire the lock at the same time. */
    public void requireOneOwner() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            int won = 0;
            for (int round = 0; round < 10; round++) {
                Directory run = directory.child("race" + round);
                run.create();
                won += RunLockRaceIT.race(threads, run);
            }
            assertThat(won).isGreaterThan(5);
        } finally {
            threads.shutdown();
        }
    }

    /** The lock file is in every listing. */
    public void requireRenewalInPlace() throws Exception {
        Directory run = directory.child("renewed");
        run.create();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (RunLock lock = RunLock.acquire(run, "app", RunLock.TimeSource.SYSTEM, SILENT::warn, () -> false)) {
            Future<?> renewals = thread.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    lock.renew();
                }
            });
            int looked = 0;
            do {
                assertThat(run.hidden(LockFile.PREFIX)).hasSize(1);
                looked++;
            } while (!renewals.isDone());
            renewals.get();
            lock.requireHeld();
            assertThat(looked).isGreaterThan(10);
        } finally {
            thread.shutdown();
        }
        assertThat(run.hidden(".")).isEmpty();
    }

    /** On a filesystem with rename, a writer that was suspended just before its change changes nothing. */
    public void requireFence() throws IOException {
        Directory run = directory.child("fenced");
        run.child("old").write("file", new byte[] {1});
        Map<Change, Integer> questions = Map.of(
                zombie -> zombie.write("new", new byte[1]), 2,
                zombie -> zombie.child("old").write("file", new byte[1]), 2,
                zombie -> zombie.child("new").create(), 2,
                zombie -> zombie.delete("old"), 1);
        for (Map.Entry<Change, Integer> change : questions.entrySet()) {
            for (int stopAt = 0; stopAt < change.getValue(); stopAt++) {
                int question = stopAt;
                int[] asked = {0};
                Directory zombie = run.guarded(
                        () -> {
                            if (asked[0]++ == question) {
                                takeOver(run);
                            }
                        },
                        ".staging-1");

                assertThatThrownBy(() -> change.getKey().make(zombie)).isInstanceOf(IOException.class);

                assertThat(asked[0]).isGreaterThan(question);
                assertThat(run.list()).containsExactly("old");
                assertThat(run.child("old").read("file")).containsExactly(1);
                assertThat(run.hidden(".")).isEmpty();
            }
        }
    }

    private interface Change {
        void make(Directory directory) throws IOException;
    }

    private static void takeOver(Directory run) {
        try {
            run.guarded(() -> {}, ".staging-2").delete(".staging-1");
            run.delete(".staging-2");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A write after the loss of the lock is never visible. */
    public void requireOldContentWhenLost() throws IOException {
        Directory run = directory.child("lost");
        run.write("file", new byte[] {1});
        int[] asked = {0};
        Directory zombie = run.guarded(
                () -> {
                    if (asked[0]++ > 0) {
                        throw new OwnershipLostException("another has it");
                    }
                },
                ".staging-1");

        assertThatThrownBy(() -> zombie.write("file", new byte[100]))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessage("another has it");

        assertThat(run.read("file")).containsExactly(1);
    }
}
