package dev.rollcall.runtime.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Plays scheduler and kubelet: binds each pod to its one node, really runs the command of the pod's container as a process
 * of this machine, with the environment from the Secret, and tells the API server of it in the order in which a kubelet
 * does. It serves the output as /containerLogs, until it has removed the containers of a deleted pod. How a pod's course
 * differs is told by its annotation {@code played}.
 */
final class PlayedKubelet implements AutoCloseable {

    static final String COURSE = "played";
    static final String NODE = "played-node";

    private final KubernetesClient client;
    private final String namespace;
    private final Path folder;
    private final HttpsServer logs;
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(16);
    private final Map<String, PlayedPod> pods = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> informer;

    PlayedKubelet(KubernetesClient client, String namespace) throws IOException, GeneralSecurityException {
        this.client = client;
        this.namespace = namespace;
        this.folder = Files.createTempDirectory("played-kubelet");
        this.logs = serveLogs();
        client.nodes().resource(node(logs.getAddress().getPort())).create();
        this.informer = client.pods().inNamespace(namespace).runnableInformer(0);
        this.informer.addEventHandler(handler());
        this.informer.exceptionHandler((started, trouble) -> true);
        this.informer.start();
    }

    /** What the bot has written so far. */
    String output(String handle) {
        PlayedPod pod = pods.get(handle);
        return pod == null ? "" : pod.output();
    }

    /** Null when its containers are gone. */
    String log(String handle) {
        PlayedPod pod = pods.get(handle);
        return pod == null || !pod.hasContainer() ? null : pod.output();
    }

    void with(String handle, Consumer<PlayedPod> action) {
        action.accept(pods.get(handle));
    }

    private ResourceEventHandler<Pod> handler() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                seen(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                PlayedPod played = pods.get(pod.getMetadata().getName());
                if (played != null) {
                    workers.execute(played::removed);
                }
            }
        };
    }

    private void seen(Pod pod) {
        PlayedPod played = pods.compute(
                pod.getMetadata().getName(),
                (name, known) -> known != null && known.is(pod)
                        ? known
                        : new PlayedPod(
                                client, pod, folder.resolve(pod.getMetadata().getUid()), workers));
        workers.execute(() -> {
            try {
                played.seen(pod);
            } catch (RuntimeException trouble) {
                new IllegalStateException("The played node has lost " + played, trouble).printStackTrace();
            }
        });
    }

    static void bind(KubernetesClient client, Pod pod) {
        Binding binding = new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(NODE)
                .endTarget()
                .build();
        client.raw(
                "/api/v1/namespaces/%s/pods/%s/binding"
                        .formatted(
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName()),
                "POST",
                binding);
    }

    private static Node node(int port) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(NODE)
                .endMetadata()
                .withNewStatus()
                .addNewAddress("127.0.0.1", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .endStatus()
                .build();
    }

    private HttpsServer serveLogs() throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate()));
        server.createContext("/containerLogs", this::log);
        server.setExecutor(workers);
        server.start();
        return server;
    }

    private void log(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            Map<String, String> query = Stream.of(
                            exchange.getRequestURI().getQuery().split("&"))
                    .collect(Collectors.toMap(each -> each.split("=")[0], each -> each.split("=")[1]));
            PlayedPod pod = pods.get(path[3]);
            if (!path[2].equals(namespace) || pod == null || !pod.hasContainer()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] text = tail(pod.output(), Integer.parseInt(query.getOrDefault("tailLines", "1000000")))
                    .getBytes();
            int length = Math.min(text.length, Integer.parseInt(query.getOrDefault("limitBytes", "100000000")));
            exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
            exchange.getResponseBody().write(text, 0, length);
        }
    }

    static String tail(String text, int lines) {
        List<String> all = Arrays.asList(text.split("(?<=\n)"));
        return String.join("", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    private SSLContext certificate() throws IOException, GeneralSecurityException {
        Path store = folder.resolve("kubelet.p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "kubelet",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=kubelet",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(password))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        keytool.onExit().join();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        informer.stop();
        logs.stop(0);
        workers.shutdownNow();
        pods.values().forEach(PlayedPod::kill);
        client.nodes().withName(NODE).delete();
        KubeApiServer.remove(folder);
    }
}
