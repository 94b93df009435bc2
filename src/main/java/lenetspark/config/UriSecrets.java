package lenetspark.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Detection of possible secrets in a URI: user information (RFC 3986), and values of a query or fragment such as a signature.
 *
 * <p>{@code java.net.URI} does not detect all of them: a slash in a password ends the authority too early, and it parses no
 * user information if the host is not a valid DNS name, as is the case for some bucket names.
 */
final class UriSecrets {

    private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]*:";

    private static final Pattern AUTHORITY =
            Pattern.compile("(?s)\\s*(?<scheme>" + SCHEME + ")?//(?<authority>[^/?#]*)(?<rest>.*)");

    /** Host, or address in brackets, with or without a port. */
    private static final Pattern HOST = Pattern.compile("(?:\\[.*]|[^:]*)(?::[0-9]*)?");

    /** {@code scheme:user:password@host} with too few or too many slashes, or {@code scheme:token@host} without any. */
    private static final Pattern OTHER_SLASHES =
            Pattern.compile("(?s)\\s*(?:" + SCHEME + "[^/]*|" + SCHEME + "/*[^/@]*:[^/]*|(?i:https?):/*[^/]*)@.*");

    /**
     * Query or fragment with a value. Local files and Hadoop paths may contain {@code ?} and {@code #}: the pattern never
     * matches a file URI, and matches other schemes than HTTP only with a {@code =}.
     */
    private static final Pattern QUERY =
            Pattern.compile("(?s)\\s*(?:(?i:https?):[^?#]*[?#].+|(?!(?i:file):)(?:" + SCHEME + "|//)[^?#]*[?#].*=.*)");

    /** Schemes of Azure, in which the name of a container precedes the host. */
    private static final Set<String> CONTAINER_BEFORE_HOST = Set.of("abfs:", "abfss:", "wasb:", "wasbs:");

    private UriSecrets() {}

    /** Returns whether a user name, a password or a token precedes the host. */
    static boolean hasUserInfo(String uri) {
        Matcher parts = AUTHORITY.matcher(uri);
        if (!parts.matches()) {
            return OTHER_SLASHES.matcher(uri).matches();
        }
        String authority = parts.group("authority").replaceAll("(?i)%40", "@");
        if (authority.contains("@")) {
            return !isContainer(parts.group("scheme"), authority);
        }
        return parts.group("rest").contains("@")
                && (!HOST.matcher(authority).matches()
                        || OTHER_SLASHES.matcher(uri).matches());
    }

    /** Returns whether a query or a fragment contains a value. */
    static boolean hasQuery(String uri) {
        return QUERY.matcher(uri).matches();
    }

    /** Returns the text for a message, with a possible secret replaced: {@code s3a:***}. */
    static String redacted(String text) {
        return hasUserInfo(text) || hasQuery(text) ? text.strip().replaceFirst("(?s)(:|//).*", "$1***") : text;
    }

    private static boolean isContainer(@Nullable String scheme, String authority) {
        return scheme != null
                && CONTAINER_BEFORE_HOST.contains(scheme.toLowerCase(Locale.ROOT))
                && authority.matches("[^@:]+@[^@:]+");
    }
}
