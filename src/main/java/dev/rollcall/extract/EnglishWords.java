package dev.rollcall.extract;

import java.util.Set;

/** The words that the English rules look for. */
final class EnglishWords {

    private EnglishWords() {}

    /** Stand between "I'll" and its verb. */
    static final Set<String> ADVERBS = words(
            "also just then still really definitely probably certainly quickly now maybe please gladly personally only"
                    + " first always simply actually so therefore all together finally kindly perhaps");

    static final Set<String> NEGATIONS = words("not never no don't won't can't cannot couldn't shouldn't hardly");

    /** Stand before what somebody has to say. */
    static final Set<String> OPENERS = words(
            "okay ok so yes yeah yep sure well then and but great good fine alright right also now just oh no perfect"
                    + " thanks nice or actually maybe hey ideally next cool hi first second finally meanwhile honestly");

    /** What people say that they will do, and that nobody notes: it happens at once, or it is a manner of speaking. */
    static final Set<String> IDLE = words(
            "be see say admit bet guess hope wait go come stay stop skip have need want like love miss know live leave"
                    + " begin start listen continue repeat read die lose win remember feel try-on suppose assume agree"
                    + " believe mute unmute keep survive retire enjoy manage understand mention assure warn confess"
                    + " pretend pause share join sit stand move use jump drop walk turn hand switch summarize summarise recap speak distinguish repeat");

    /** What is done in the meeting itself when one asks for it. */
    static final Set<String> AT_ONCE = words(
            "hear see tell explain open click repeat wait hold speak mute unmute sign say go come stop start begin imagine"
                    + " describe scroll zoom enter press select type share show turn look let take give be have join stay"
                    + " remember keep continue read forgive excuse elaborate spell understand think believe sit"
                    + " bear stand help guess log refresh restart name mean get");

    /** What a meeting says of its own course. */
    static final Set<String> COURSE = words(
            "start begin move go see talk discuss meet stop wait continue take read look give hear be say leave skip"
                    + " call not face hope pretend assume try come focus switch pause break dive jump turn think"
                    + " finish wrap welcome park decide agree");

    /** "I need to take a holiday" is nothing that one notes. */
    static final Set<String> PRIVATE = words(
            "take go say admit be have know leave think get stop run sleep eat drink learn stay live remember sit jump drop"
                    + " rest understand confess apologize apologise hang sign");

    /** What begins an order when it stands first. */
    static final Set<String> ORDERS = words(
            "send write call ask check prepare update schedule book create file forward email mail review fix add remove"
                    + " talk draft set make put document organise organize arrange test deploy tell inform contact order"
                    + " upload publish change finish clean move plan find collect invite push merge estimate investigate"
                    + " follow report submit print cancel confirm ping remind copy close route build design compare look escalate forward renew replace restart reserve sign hand pass"
                    + " take give post run measure get");

    /** Say nothing of what a sentence is about. */
    static final Set<String> EMPTY = words(
            "a an the this that these those it its it's he she they them him her his their our my your we us you i me is are"
                    + " was were be been am do does did done will would can could should shall must may might have has had"
                    + " having and or but so because if then than to of in on at for with from by as about into over up out"
                    + " off down again also just too very much more most some any all no not yes yeah okay ok well right"
                    + " now here there what who when where which how why i'll i'm i've i'd you'll you're we'll we're we've"
                    + " they'll they're he's she's that's there's let's let me please sure thanks thank take get make go"
                    + " look give need want going gonna one ones thing things really actually maybe still don't doesn't"
                    + " didn't won't wouldn't couldn't shouldn't hasn't haven't hadn't either perhaps can't isn't aren't wasn't after before until them something somebody someone good great"
                    + " fine nice like know think say said see only even after by try have got back ideally yep agreed actually anyway");

    private static Set<String> words(String words) {
        return Set.copyOf(new java.util.HashSet<>(java.util.Arrays.asList(words.split(" "))));
    }
}
