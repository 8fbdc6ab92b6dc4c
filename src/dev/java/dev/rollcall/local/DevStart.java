package dev.rollcall.local;

/**
 * What {@code dev.rollcall.Main} calls before Quarkus when this package is on the class path, that is in development:
 * starts the embedded servers and tells the service of them by system properties.
 */
public final class DevStart {

    /** Set in development only: makes the demo user and prints the banner. */
    static final String DEMO = "rollcall.local.demo";

    private DevStart() {}

    public static void start() {
        if (System.getProperty(Instance.PROPERTY) != null) {
            return; // a live reload calls main() again
        }
        endWithMaven();
        Instance.ofThisJvm().settings().forEach(DevStart::setUnlessGiven);
        setUnlessGiven(DEMO, "true");
    }

    private static void setUnlessGiven(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /**
     * quarkus:dev runs the service in a child of Maven. When Maven is ended by force, the child is left over, with
     * nobody to stop it; so it ends itself.
     */
    private static void endWithMaven() {
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.info().command().orElse("").endsWith("java"))
                .ifPresent(maven -> maven.onExit().thenRun(() -> System.exit(0)));
    }
}
