package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * The files that pages load, out of memory. The hash of a file is part of its address, so browsers keep it for ever and
 * still have the new one after an upgrade. Templates know the addresses as {@code cdi:files}.
 */
@Named("files")
@ApplicationScoped
class StaticFiles {

    private static final String PREFIX = "/ui/static/";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int LENGTH_OF_HASH = 16;

    private record StaticFile(String path, String type, Buffer plain, Buffer packed) {}

    private final Map<String, StaticFile> byPath = new LinkedHashMap<>();
    private final String style;
    private final String script;
    private final String htmx;
    private final String icon;

    StaticFiles() {
        this.style = add("dashboard/dashboard.css", "dashboard.css", "text/css;charset=UTF-8");
        this.script = add("dashboard/dashboard.js", "dashboard.js", "text/javascript;charset=UTF-8");
        this.htmx = add(
                "META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
                "htmx.js",
                "text/javascript;charset=UTF-8");
        this.icon = add("dashboard/icon.svg", "icon.svg", "image/svg+xml");
    }

    public String getStyle() {
        return style;
    }

    public String getScript() {
        return script;
    }

    public String getHtmx() {
        return htmx;
    }

    public String getIcon() {
        return icon;
    }

    void route(@Observes Router router) {
        router.get(PREFIX + "*").handler(this::answer);
    }

    private void answer(RoutingContext request) {
        StaticFile file = byPath.get(request.normalizedPath());
        if (file == null) {
            request.fail(Problem.of(404, "There is no such file."));
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        response.putHeader(HttpHeaders.CACHE_CONTROL, FOR_EVER);
        response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.end(file.packed());
        } else {
            response.end(file.plain());
        }
    }

    private String add(String resource, String name, String type) {
        byte[] bytes = read(resource);
        String path = PREFIX + hash(bytes) + "/" + name;
        byPath.put(path, new StaticFile(path, type, Buffer.buffer(bytes), Buffer.buffer(packed(bytes))));
        return path;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + resource + " in the artifact");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] packed(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes)).substring(0, LENGTH_OF_HASH);
    }
}
