package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests src/site/make-images.sh with stubs of the browser, of the image converter and of the terminal. */
class ImageScriptIT {

    /** Copies the page, and an HTML page beside it, in place of a screenshot. */
    private static final String CHROMIUM =
            """
            for word in "$@"; do
              case $word in
                --screenshot=*) shot=${word#*=} ;;
                file://*) page=${word#file://} ;;
              esac
            done
            cat "$page" >"$shot"
            [[ ! -e ${page%/*}/index.html ]] || cat "${page%/*}/index.html" >>"$shot\"""";

    private static final String PNGQUANT = "cp \"${@: -1}\" \"$4\"";

    /** Runs the command in no terminal, and writes its output to the file. */
    private static final String SCRIPT = "bash -c \"$4\" >\"$5\" 2>&1";

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
        checkout.program("chromium", CHROMIUM);
        checkout.program("pngquant", PNGQUANT);
        checkout.program("script", SCRIPT);
    }

    @Test
    void shouldFetchTheDataBeforeTheRunThatIsShown() throws Exception {
        checkout.program(
                "bin/spark-submit",
                """
                [[ $* == *--output* ]] || exit 0
                mkdir -p "${@: -1}/report"
                echo "report of ${@: -1}" >"${@: -1}/report/index.html"
                echo "run ${@: -1}\"""");

        Outcome run = makeImages();

        assertThat(run.errors()).isEqualTo("fetched mnist\n");
        assertThat(run.exitCode()).isZero();
        assertThat(image("terminal.png"))
                .contains("submit/local.sh\nrun /home/me/lenet-spark/runs/")
                .doesNotContain("fetched");
        assertThat(image("report.png"))
                .contains("report of /home/me/lenet-spark/runs/")
                .doesNotContain(checkout.path("").toString());
    }

    @Test
    void shouldLeaveTheImagesOfARunThatFails() throws Exception {
        Files.createDirectories(checkout.path("src/site/resources/images"));
        Files.writeString(checkout.path("src/site/resources/images/report.png"), "older");
        checkout.program("bin/spark-submit", "[[ $* != *--output* ]]");

        Outcome run = makeImages();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).endsWith("make-images.sh: the run failed: see above.\n");
        assertThat(image("report.png")).isEqualTo("older");
        assertThat(checkout.path("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --fast  | unknown argument --fast. Try src/site/make-images.sh --help.
            a b     | RUN must be one directory, got: a b.
            nowhere | RUN must be the directory of an earlier run of this script, got: nowhere.
            """)
    void shouldReportInvalidArguments(String arguments, String error) throws Exception {
        Outcome run = makeImages(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo("make-images.sh: " + error + "\n");
    }

    private Outcome makeImages(String... arguments) throws Exception {
        return checkout.run("src/site/make-images.sh", Map.of(), arguments);
    }

    private String image(String name) throws IOException {
        return Files.readString(checkout.path("src/site/resources/images/" + name));
    }
}
