package lenetspark.data;

/**
 * Name, size and digests that identify a data file.
 *
 * @param name actual name of the file, including {@code .gz} if present
 * @param bytes size of the stored file
 * @param sha256 SHA-256 of the stored file, in lower-case hexadecimal
 * @param contentSha256 SHA-256 of the decompressed content; equal to {@code sha256} for a raw file
 */
public record FileDigest(String name, long bytes, String sha256, String contentSha256) {}
