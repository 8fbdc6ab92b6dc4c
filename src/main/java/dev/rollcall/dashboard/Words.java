package dev.rollcall.dashboard;

/** Words of the database in words of people. */
final class Words {

    private Words() {}

    /** {@code left_alone} as "left alone". */
    static String plain(String word) {
        return word.replace('_', ' ');
    }

    /** What happens at a deadline, to stand behind "until"; null for null. */
    static String deadline(String onDeadline) {
        if (onDeadline == null) {
            return null;
        }
        return switch (onDeadline) {
            case "fail" -> "it fails";
            case "stop" -> "it has to leave";
            case "terminate" -> "it is terminated";
            case "delete" -> "its workload is deleted";
            case "give_up" -> "it is given up";
            default -> plain(onDeadline);
        };
    }
}
