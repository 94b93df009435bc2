package lenetspark.config.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Search for the known name closest to a misspelled one. Names that contain each other rank first, then fewest edits. */
final class NearestName {

    private static final int MAX_LENGTH = 100;

    private NearestName() {}

    /** Returns the known name that is closest to the given one. */
    static String of(String given, Collection<String> known) {
        String name = plain(given);
        return known.stream()
                .min(Comparator.comparing((String candidate) -> !overlap(name, plain(candidate)))
                        .thenComparing(candidate ->
                                LevenshteinDistance.getDefaultInstance().apply(name, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() -> new IllegalArgumentException("There must be at least one known name, got: 0"));
    }

    private static boolean overlap(String name, String candidate) {
        boolean contained = candidate.contains(name) || name.contains(candidate);
        return (name.length() > 2 && contained) || candidate.startsWith(name);
    }

    private static String plain(String name) {
        String shortened = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
        return shortened.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    }
}
