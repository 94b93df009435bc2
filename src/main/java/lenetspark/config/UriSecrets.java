package lenetspark.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what may be a secret in a URI: user information (RFC 3986) and the values of a query or fragment, such as a signature.
 *
 * <p>{@code java.net.URI} alone would not find it: a slash in a password ends the authority too early, and a host that is
 * no name of the DNS, such as many a bucket, has no user information there.
 */
final class UriSecrets {

    private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]*:";

    private static final Pattern AUTHORITY =
            Pattern.compile("(?s)\\s*(?<scheme>" + SCHEME + ")?//(?<authority>[^/?#]*)(?<rest>.*)");

    /** A host, or an address in brackets, with or without a port. */
    private static final Pattern HOST = Pattern.compile("(?:\\[.*]|[^:]*)(?::[0-9]*)?");

    /** {@code scheme:user:password@host} with too few or too many slashes, or {@code scheme:token@host} without any. */
    private static final Pattern OTHER_SLASHES =
            Pattern.compile("(?s)\\s*(?:" + SCHEME + "[^/]*|" + SCHEME + "/*[^/@]*:[^/]*|(?i:https?):/*[^/]*)@.*");

    /** A local file's name may hold such characters, and Hadoop's names no queries, but some look like one. */
    private static final Pattern QUERY =
            Pattern.compile("(?s)\\s*(?:(?i:https?):[^?#]*[?#].+|(?!(?i:file):)(?:" + SCHEME + "|//)[^?#]*[?#].*=.*)");

    /** Azure's schemes, where the name of a container stands before the host. */
    private static final Set<String> CONTAINER_BEFORE_HOST = Set.of("abfs:", "abfss:", "wasb:", "wasbs:");

    private UriSecrets() {}

    /** Whether a user, a password or a token stands before the host. */
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

    /** Whether a query or a fragment holds a value. */
    static boolean hasQuery(String uri) {
        return QUERY.matcher(uri).matches();
    }

    /** The text without what may be a secret, for an error: {@code s3a:***}. */
    static String redacted(String text) {
        return hasUserInfo(text) || hasQuery(text) ? text.strip().replaceFirst("(?s)(:|//).*", "$1***") : text;
    }

    private static boolean isContainer(@Nullable String scheme, String authority) {
        return scheme != null
                && CONTAINER_BEFORE_HOST.contains(scheme.toLowerCase(Locale.ROOT))
                && authority.matches("[^@:]+@[^@:]+");
    }
}
