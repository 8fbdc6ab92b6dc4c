package dev.rollcall.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A Java agent that sets the clock of a service wrong: all that Rollcall's own classes read of it is shifted. The
 * service knows nothing of it and has no switch for it. Only the process runtime keeps the machine's clock, because its
 * bots and its files are on that machine.
 */
public final class ShiftedClock implements ClassFileTransformer {

    private static final String OURS = "dev/rollcall/";
    private static final String ON_THIS_MACHINE = "dev/rollcall/runtime/process/";

    private final long millis;

    private ShiftedClock(long millis) {
        this.millis = millis;
    }

    /** Called by the JVM before main; the argument is the shift in ms. */
    public static void premain(String argument, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ShiftedClock(Long.parseLong(argument)));
    }

    /**
     * The options that start a JVM with its clock shifted; the agent's jar is written into this folder. Without the class
     * archive: Java 17 crashes when an agent looks at classes that a loader of our own takes from one.
     */
    static String options(Path folder, Duration shift) {
        Path jar = folder.resolve("shifted-clock.jar").toAbsolutePath();
        write(jar);
        return "-Xshare:off -javaagent:" + jar + "=" + shift.toMillis();
    }

    private static void write(Path jar) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ShiftedClock.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                ClassReader.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            for (String name : new String[] {"ShiftedClock", "ShiftedClock$1", "ShiftedClock$1$1"}) {
                String path = OURS + "chaos/" + name + ".class";
                entries.putNextEntry(new JarEntry(path));
                try (InputStream bytes = ShiftedClock.class.getResourceAsStream("/" + path)) {
                    bytes.transferTo(entries);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (name == null
                || !name.startsWith(OURS)
                || name.startsWith(ON_THIS_MACHINE)
                || name.startsWith(OURS + "chaos/")) {
            return null;
        }
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        reader.accept(shifting(writer), 0);
        return writer.toByteArray();
    }

    private ClassVisitor shifting(ClassWriter writer) {
        return new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, signature, thrown)) {
                    @Override
                    public void visitMethodInsn(int code, String owner, String method, String of, boolean isInterface) {
                        super.visitMethodInsn(code, owner, method, of, isInterface);
                        shift(this, owner + "." + method + of);
                    }
                };
            }
        };
    }

    /** What was read lies on the stack, and is replaced by the same a little earlier or later. */
    private void shift(MethodVisitor code, String read) {
        switch (read) {
            case "java/time/Clock.systemUTC()Ljava/time/Clock;" -> {
                code.visitLdcInsn(millis);
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, "java/time/Duration", "ofMillis", "(J)Ljava/time/Duration;", false);
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        "java/time/Clock",
                        "offset",
                        "(Ljava/time/Clock;Ljava/time/Duration;)Ljava/time/Clock;",
                        false);
            }
            case "java/time/Instant.now()Ljava/time/Instant;" -> {
                code.visitLdcInsn(millis);
                code.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL, "java/time/Instant", "plusMillis", "(J)Ljava/time/Instant;", false);
            }
            case "java/lang/System.currentTimeMillis()J" -> {
                code.visitLdcInsn(millis);
                code.visitInsn(Opcodes.LADD);
            }
            default -> {}
        }
    }
}
