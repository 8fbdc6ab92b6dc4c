package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real kube-apiserver with its etcd, from the folder that KUBEBUILDER_ASSETS names. RBAC is on; there is no kubelet. */
public final class KubeApiServer implements AutoCloseable {

    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: ["RequestReceived"]
            rules:
              - level: Metadata
                userGroups: ["system:serviceaccounts"]
              - level: None
            """;

    private final Path programs;
    private final Path folder;
    private final int port;
    private final String adminToken = UUID.randomUUID().toString();
    private final Process etcd;
    private final int etcdPort;
    private Process apiServer;

    private KubeApiServer(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("kube-apiserver");
        List<Integer> ports = freePorts(3);
        this.port = ports.get(0);
        this.etcdPort = ports.get(1);
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        Files.writeString(folder.resolve("tokens.csv"), adminToken + ",admin,admin,\"system:masters\"\n");
        Files.writeString(folder.resolve("sa.key"), privateKey());
        Files.writeString(folder.resolve("audit.yaml"), AUDIT_POLICY);
        this.etcd = startEtcd(ports.get(2));
        startApiServer();
    }

    /** Empty where there are no programs. */
    public static Optional<Path> programs() {
        return Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .filter(folder -> Files.isExecutable(folder.resolve("kube-apiserver")));
    }

    public static KubeApiServer start(Path programs) throws IOException {
        return new KubeApiServer(programs);
    }

    public KubernetesClient admin() {
        return client(url(), adminToken);
    }

    KubernetesClient client(String url, String token) {
        return new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory())
                .withConfig(config(url, token))
                .build();
    }

    /** As the service configures its own, see KubernetesConnection. */
    KubernetesClient client(String url, String token, KubernetesConfig settings) {
        Config config = config(url, token);
        KubernetesConnection.configure(config, settings);
        return new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory())
                .withConfig(config)
                .build();
    }

    private Config config(String url, String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withOauthToken(token)
                .withCaCertFile(certificate().toString())
                .withNamespace("default")
                .build();
    }

    Path certificate() {
        return folder.resolve("pki/apiserver.crt");
    }

    String url() {
        return "https://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Path auditLog() {
        return folder.resolve("audit.log");
    }

    private Process startEtcd(int peerPort) throws IOException {
        String client = "http://127.0.0.1:" + etcdPort;
        String peer = "http://127.0.0.1:" + peerPort;
        return start(
                "etcd",
                List.of(
                        "--name=e",
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=e=" + peer,
                        "--unsafe-no-fsync"));
    }

    void startApiServer() throws IOException {
        List<String> flags = new ArrayList<>(List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("pki"),
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("sa.key"),
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--endpoint-reconciler-type=none",
                "--kubelet-preferred-address-types=InternalIP",
                "--audit-policy-file=" + folder.resolve("audit.yaml"),
                "--audit-log-path=" + auditLog()));
        apiServer = start("kube-apiserver", flags);
        try (KubernetesClient admin = waitForCertificate()) {
            Awaitility.await("kube-apiserver, see " + folder)
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> "ok".equals(admin.raw("/readyz")));
        }
    }

    private KubernetesClient waitForCertificate() {
        Awaitility.await("the certificate of kube-apiserver, see " + folder)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.exists(folder.resolve("pki/apiserver.crt"))
                        && Files.size(folder.resolve("pki/apiserver.crt")) > 0);
        return admin();
    }

    void stopApiServer() {
        end(apiServer);
    }

    private Process start(String program, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve(program).toString());
        command.addAll(flags);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(program + ".log").toFile()))
                .start();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void killAll() {
        apiServer.destroyForcibly();
        etcd.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        end(apiServer);
        end(etcd);
        remove(folder);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
