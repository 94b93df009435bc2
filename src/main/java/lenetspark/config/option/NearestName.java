package lenetspark.config.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known name that was most probably meant: the one with the fewest edits, but one that holds the other first. */
final class NearestName {

    private static final int LONGEST = 100;

    private NearestName() {}

    static String of(String given, Collection<String> known) {
        String name = plain(given);
        return known.stream()
                .min(Comparator.comparing((String candidate) -> !overlap(name, plain(candidate)))
                        .thenComparing(candidate ->
                                LevenshteinDistance.getDefaultInstance().apply(name, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() -> new IllegalArgumentException("Known names must be at least 1, got: 0"));
    }

    private static boolean overlap(String name, String candidate) {
        boolean holds = candidate.contains(name) || name.contains(candidate);
        return (name.length() > 2 && holds) || candidate.startsWith(name);
    }

    private static String plain(String name) {
        String shortened = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
        return shortened.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    }
}
