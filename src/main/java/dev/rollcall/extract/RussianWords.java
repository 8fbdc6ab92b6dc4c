package dev.rollcall.extract;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The words that the Russian rules look for, besides {@link RussianVerbs}. */
final class RussianWords {

    private RussianWords() {}

    static final Set<String> NEEDS = words("надо нужно необходимо следует придется стоит");

    static final Set<String> MUST = words("должен должна должны обязан обязана обязаны");

    static final Set<String> PROMISED = words("обещал обещала обещали пообещал пообещала");

    /** Stand between what decides and its verb. */
    static final Set<String> ADVERBS = words(
            "еще также тогда потом сейчас сегодня завтра обязательно срочно быстро сам сама лично просто пожалуйста точно"
                    + " тоже все-таки наконец сначала заодно будет бы уже и там это его ее их ему ей им мне нам вам тебе");

    static final Set<String> NEGATIONS = words("не никогда нет нельзя");

    static final Set<String> CONDITIONS = words("если когда бы чтобы кто почему зачем как");

    /** What is no work, though it has the form of a promise. */
    static final Set<String> IDLE = words(
            "быть идти начать начинать подождать ждать понять сказать говорить признать знать есть пить спать ехать жить"
                    + " верить видеть решать думать сидеть иметь");

    /** What a speaker asks for on the spot. */
    static final Set<String> AT_ONCE = words("назови назовите расскажи расскажите скажи скажите подожди подождите");

    /** After a pause, these begin another thought. */
    static final Set<String> SUBJECTS =
            words("я ты он она мы вы они но а иначе потому если это так хотя зато или он-то там юристы чтобы");

    static final Set<String> EMPTY = words(
            "и а но или что чтобы как я ты он она мы вы они оно меня тебя его ее нас вас их мне тебе ему ей нам вам им"
                    + " мой твой наш ваш свой это этот эта эти тот та те то в во на к ко с со до от из за по о об у для при"
                    + " не ни да нет же ли бы уже еще тоже только вот ну так там тут здесь сейчас тогда потом если когда где"
                    + " кто был была было были будет буду есть надо нужно можно пожалуйста хорошо ладно давай давайте все"
                    + " всё очень просто сам сама сделать сделаю сделай сделайте займусь возьму возьмусь чем под над без после перед про через спасибо себе себя");

    private static Set<String> words(String words) {
        return Arrays.stream(words.split(" ")).collect(Collectors.toUnmodifiableSet());
    }
}
