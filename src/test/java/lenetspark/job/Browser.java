package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A page in headless Chromium. Machines without {@code chromium} and {@code chromedriver} skip the tests, unless
 * the environment variable {@code LENET_REQUIRE_BROWSER} is {@code true}.
 */
final class Browser implements AutoCloseable {

    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final int HEIGHT = 900;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips or fails the test on a machine without a browser. */
    static void require() {
        boolean there = DRIVER.canExecute() && CHROMIUM.canExecute();
        if (Boolean.parseBoolean(System.getenv("LENET_REQUIRE_BROWSER"))) {
            assertThat(there).as("%s and %s", CHROMIUM, DRIVER).isTrue();
        }
        assumeTrue(there, "needs " + CHROMIUM + " and " + DRIVER + ": apt-get install chromium chromium-driver");
    }

    /** Starts the browser. */
    static Browser start() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build();
        return new Browser(new ChromeDriver(service, options));
    }

    /**
     * Opens a file.
     *
     * @param theme preferred color scheme: light or dark
     * @param width width of the window in pixels
     */
    void show(String theme, int width, Path page) {
        emulate(theme, width);
        driver.get(page.toUri().toString());
    }

    private void emulate(String theme, int width) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Returns the result of a script: numbers, text, lists. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments), "The script returned nothing");
    }

    /** Returns the number that a script returns. */
    long number(String script) {
        return ((Number) run(script)).longValue();
    }

    /** Returns the texts of all elements that match. */
    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** Returns the text of an element. */
    String text(String selector) {
        return element(selector).getText();
    }

    void click(String selector) {
        element(selector).click();
    }

    void type(String selector, CharSequence... keys) {
        element(selector).sendKeys(keys);
        awaitFrame();
    }

    /** Draws a line between two points, relative to the center of the element. */
    void drag(String selector, int[] from, int[] to) {
        new Actions(driver)
                .moveToElement(element(selector), from[0], from[1])
                .clickAndHold()
                .moveToElement(element(selector), to[0], to[1])
                .release()
                .perform();
        awaitFrame();
    }

    /** Waits until the scripts of the page have run in the next frame. */
    private void awaitFrame() {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(10));
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))");
    }

    /** Returns the console messages of the browser. */
    List<String> problems() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Returns the lowest contrast ratio of a text to its background according to WCAG 2. */
    double lowestContrast() {
        return ((Number)
                        run(
                                """
                        const parse = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
                        const over = (front, back) => {
                          const alpha = front.length > 3 ? front[3] : 1;
                          return [0, 1, 2].map(i => alpha * front[i] + (1 - alpha) * back[i]);
                        };
                        const behind = element => element === null ? [255, 255, 255]
                          : over(parse(getComputedStyle(element).backgroundColor), behind(element.parentElement));
                        const luminance = colour => colour.map(part => part / 255)
                          .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                          .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
                        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                        let lowest = 21;
                        while (texts.nextNode()) {
                          const element = texts.currentNode.parentElement;
                          if (!texts.currentNode.data.trim() || element.closest('script, noscript')) continue;
                          const back = behind(element);
                          const front = over(parse(getComputedStyle(element).color), back);
                          const [dark, bright] = [luminance(front), luminance(back)].sort((a, b) => a - b);
                          lowest = Math.min(lowest, (bright + 0.05) / (dark + 0.05));
                        }
                        return lowest;"""))
                .doubleValue();
    }

    private WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
