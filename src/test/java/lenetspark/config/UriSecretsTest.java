package lenetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lenetspark.config.option.Options;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriSecretsTest {

    private static final String CREDENTIALS =
            "supply credentials by an instance role, environment variables or a Hadoop credential provider";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:s/cret@host",
                "https://S3CRET@host",
                "http://me:S3CRET@host/data",
                "s3a://KEY:S3CRET@bucket/data",
                "s3a://KEY:a/b+S3CRET@bucket/data",
                "s3a://KEY:a?S3CRET@bucket",
                "s3a://KEY:a#S3CRET@my_bucket/x",
                "hdfs://S3CRET@namenode:8020/data",
                "hdfs://S3CRET%40namenode/data",
                "ftp://@host/S3CRET",
                "s3a:KEY:S3CRET@bucket/data",
                "s3a:S3CRET@bucket",
                "s3a:/KEY:S3CRET@bucket/data",
                "s3a:///KEY:S3CRET@bucket/data",
                "https:/S3CRET@host",
                "https:////S3CRET@host/x",
                "http:\\\\me:S3CRET@host",
                "//me:S3CRET@host/data",
                " https://S3CRET@host",
                "HTTPS://S3CRET@host",
                "file://S3CRET@host/data",
                "abfss://container:S3CRET@account/data",
                "abfss://a@S3CRET@account/data"
            })
    void shouldRefuseAUserNameOrPasswordWithoutPrintingIt(String uri) {
        assertThatThrownBy(() -> Options.parse(TrainConfig.class, "--data", uri))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Data must not contain a user name or password: " + CREDENTIALS);
        assertThat(ConfigException.shown(uri)).doesNotContain("S3CRET", "cret@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bucket.example.org/data?X-Amz-Credential=A&X-Amz-Signature=S3CRET",
                "https://host/data?S3CRET",
                "https://host/data#access_token=S3CRET",
                "wasbs://container@account/data?sig=S3CRET",
                "s3a://bucket/data?token=S3CRET",
                "S3A://bucket/data?token=S3CRET"
            })
    void shouldRefuseAQueryWithoutPrintingIt(String uri) {
        assertThatThrownBy(() -> Options.parse(TrainConfig.class, "--data", uri))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Data must not contain a query, which may be a signature or a token: " + CREDENTIALS);
        assertThat(ConfigException.shown(uri)).doesNotContain("S3CRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datasets/mnist",
                "me@host/data",
                "/data/me@home/a:b?c=d#e",
                "file:/data/me@home",
                "file:///me@home/data",
                "file:///data/a?b=c",
                "hdfs://namenode:8020/user/me@example.org/data",
                "hdfs://name_node:8020/me@home",
                "hdfs:///user/me@home",
                "hdfs:/user/me@home",
                "s3a://my_bucket/a@b:c",
                "s3a://bucket/class?/a#1",
                "http://[::1]:9000/a@b",
                "abfss://container@account.dfs.core.windows.net/data",
                "wasb://container@account.blob.core.windows.net/me@home"
            })
    void shouldAcceptPathsThatResembleCredentials(String uri) {
        assertThat(Options.parse(TrainConfig.class, "--data", uri).data()).isEqualTo(uri);
        assertThat(ConfigException.shown(uri)).isEqualTo(uri);
    }
}
