package lenetspark.data;

/**
 * What identifies a data file.
 *
 * @param name the file's name as found, with {@code .gz} if it has one
 * @param bytes its size as stored
 * @param sha256 SHA-256 of the file as stored, in lower-case hexadecimal
 * @param contentSha256 SHA-256 of the decompressed content; equal to {@code sha256} for a raw file
 */
public record FileDigest(String name, long bytes, String sha256, String contentSha256) {}
