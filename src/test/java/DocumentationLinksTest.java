import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lenetspark.cli.ExitCode;
import lenetspark.config.option.GeneralOptions;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The documentation against itself and against the program: links, menu, options and exit codes. */
class DocumentationLinksTest {

    private static final int MOST_README_LINES = 200;

    private static final Path SITE = Path.of("src", "site");
    private static final Path PAGES = SITE.resolve("markdown");
    private static final Path README = Path.of("README.md");
    private static final Path COMMAND_LINE = PAGES.resolve("command-line.md");

    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");
    /** A class in the documentation, by its name below the root package. */
    private static final Pattern CLASS_NAME = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w+)`");

    private static final Path SOURCES = Path.of("src", "main", "java", "lenetspark");
    private static final Pattern OPTION_ROW = Pattern.compile("(?m)^\\| `(--[a-z]+)");
    private static final Pattern MENU_ITEM = Pattern.compile("<item [^>]*href=\"([^\"]+)\"");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(README, Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));
        documents.addAll(markdownBelow(Path.of("datasets")));
        documents.addAll(markdownBelow(Path.of("submit")));
        documents.addAll(pages());
        return documents;
    }

    static List<Path> pages() throws IOException {
        return markdownBelow(PAGES);
    }

    private static List<Path> markdownBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void shouldHaveATargetForEveryLinkAndImage(Path document) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : Document.read(document).links()) {
            if (!URI.create(link).isAbsolute() && !hasTarget(document, link)) {
                broken.add(link);
            }
        }

        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldLinkFromPagesOnlyToWhatTheSiteContains(Path page) throws IOException {
        List<String> outside = Document.read(page).links().stream()
                .filter(link -> !URI.create(link).isAbsolute())
                .filter(link -> !file(page, link).startsWith(PAGES)
                        && !file(page, link)
                                .startsWith(SITE.resolve("resources").resolve("images")))
                .toList();

        assertThat(outside).isEmpty();
    }

    @Test
    void shouldHaveEveryPageInTheMenuOfTheSite() throws IOException {
        List<String> menu = MENU_ITEM
                .matcher(Files.readString(SITE.resolve("site.xml")))
                .results()
                .map(item -> item.group(1))
                .filter(href -> !href.startsWith("apidocs/"))
                .toList();
        List<String> pages = pages().stream()
                .map(page -> page.getFileName().toString().replaceFirst("md$", "html"))
                .toList();

        assertThat(menu).containsExactlyInAnyOrderElementsOf(pages);
    }

    @Test
    void shouldKeepTheReadmeShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(MOST_README_LINES);
    }

    @Test
    void shouldLinkEveryPageFromTheOverview() throws IOException {
        List<String> others = pages().stream()
                .map(page -> page.getFileName().toString())
                .filter(page -> !page.equals("index.md"))
                .toList();

        assertThat(Document.read(PAGES.resolve("index.md")).links()).containsAll(others);
    }

    @Test
    void shouldDescribeEveryGeneralOptionOnTheCommandLinePage() throws IOException {
        List<String> rows = OPTION_ROW
                .matcher(section("General options"))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        CommandSpec.forAnnotatedObject(new GeneralOptions()).options().stream()
                                .map(OptionSpec::longestName)
                                .toList());
    }

    @Test
    void shouldDescribeEveryExitCodeOnTheCommandLinePage() throws IOException {
        String section = section("Exit codes");

        for (ExitCode code : ExitCode.values()) {
            assertThat(section).containsOnlyOnce("| %d | `%s` |".formatted(code.code(), code));
        }
    }

    @Test
    void shouldNameExistingClassesInTheDescriptionOfTheDesign() throws IOException {
        List<Path> named = CLASS_NAME
                .matcher(Files.readString(PAGES.resolve("how-it-works.md")))
                .results()
                .map(name -> SOURCES.resolve(name.group(1).replace('.', '/') + ".java"))
                .toList();

        assertThat(named).hasSizeGreaterThan(20).allSatisfy(source -> assertThat(source)
                .isRegularFile());
    }

    /** The text below a heading of the second level, up to the next one. */
    private static String section(String heading) throws IOException {
        String page = Files.readString(COMMAND_LINE);
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as("section %s of %s", heading, COMMAND_LINE).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static boolean hasTarget(Path document, String link) throws IOException {
        Path target = file(document, link);
        String anchor = URI.create(link).getFragment();
        if (!Files.exists(target)) {
            return false;
        }
        return anchor == null || Document.read(target).anchors().contains(anchor);
    }

    private static Path file(Path document, String link) {
        String path = URI.create(link).getPath();
        return path.isEmpty() ? document : document.resolveSibling(path).normalize();
    }

    /** What a document refers to, and what can be referred to in it. */
    private record Document(List<String> links, Set<String> anchors) {

        static Document read(Path file) throws IOException {
            List<String> links = new ArrayList<>();
            Set<String> explicit = new LinkedHashSet<>();
            Set<String> ofHeadings = new LinkedHashSet<>();
            Map<String, Integer> seen = new HashMap<>();
            PARSER.parse(Files.readString(file)).accept(new AbstractVisitor() {
                @Override
                public void visit(Link link) {
                    links.add(link.getDestination());
                    visitChildren(link);
                }

                @Override
                public void visit(Image image) {
                    links.add(image.getDestination());
                }

                @Override
                public void visit(HtmlInline html) {
                    ANCHOR.matcher(html.getLiteral())
                            .results()
                            .map(Document::id)
                            .forEach(explicit::add);
                }

                @Override
                public void visit(HtmlBlock html) {
                    ANCHOR.matcher(html.getLiteral())
                            .results()
                            .map(Document::id)
                            .forEach(explicit::add);
                }

                @Override
                public void visit(Heading heading) {
                    String slug = slug(heading);
                    int count = seen.merge(slug, 1, Integer::sum);
                    ofHeadings.add(count == 1 ? slug : slug + "-" + (count - 1));
                    visitChildren(heading);
                }
            });
            // Maven names the headings of a page otherwise than the web page of a repository does.
            if (!file.startsWith(PAGES)) {
                explicit.addAll(ofHeadings);
            }
            return new Document(links, explicit);
        }

        private static String id(MatchResult anchor) {
            return anchor.group(1);
        }

        /** The anchor that a repository's web page gives to a heading. */
        private static String slug(Heading heading) {
            StringBuilder text = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text node) {
                    text.append(node.getLiteral());
                }

                @Override
                public void visit(Code node) {
                    text.append(node.getLiteral());
                }
            });
            return text.toString()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }
}
