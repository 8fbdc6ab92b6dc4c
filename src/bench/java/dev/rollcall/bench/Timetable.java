package dev.rollcall.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Requests at their times, whatever the service does: when it stands still they pile up, and their latencies count from
 * when they were due. For the one thread of {@link Load}.
 */
final class Timetable {

    /** What follows when a request is answered; null for nothing. */
    record Step(Request request, Step next) {

        Step(Request request) {
            this(request, null);
        }
    }

    private static final class Line {

        private final double nanosBetween;
        private final IntFunction<Step> steps;
        private int count;

        Line(double perSecond, IntFunction<Step> steps) {
            this.nanosBetween = 1e9 / perSecond;
            this.steps = steps;
        }

        long due(long begin) {
            return begin + (long) (count * nanosBetween);
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Deque<Step> following = new ArrayDeque<>();
    private long begin;

    /** @param steps the n-th one, from 0 on */
    Timetable every(double perSecond, IntFunction<Step> steps) {
        lines.add(new Line(perSecond, steps));
        return this;
    }

    /** As many connections as may be needed at once. */
    List<Player> players(int count) {
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            players.add(new Carrier());
        }
        return players;
    }

    private Step next(long now) {
        if (begin == 0) {
            begin = now;
        }
        if (!following.isEmpty()) {
            return following.poll();
        }
        Line earliest = null;
        for (Line line : lines) {
            if (earliest == null || line.due(begin) < earliest.due(begin)) {
                earliest = line;
            }
        }
        long due = earliest.due(begin);
        if (due > now) {
            return null;
        }
        Step step = earliest.steps.apply(earliest.count++);
        return new Step(step.request().dueAt(due), step.next());
    }

    private final class Carrier implements Player {

        private Step step;

        @Override
        public Request next(long now) {
            step = Timetable.this.next(now);
            return step == null ? null : step.request();
        }

        @Override
        public boolean answered(Answer answer) {
            if (step.next() != null) {
                following.add(step.next());
            }
            return answer.status() < 300;
        }
    }
}
