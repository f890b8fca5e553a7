package dev.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HtmlLinksTest {

    @Test
    void anyQuotesAndAnyCaseMakeALink() {
        assertThat(links("<a href=\"x y\">1</a><A HREF='b'>2</A><a\nclass=c href = c.html>3</a><AREA href=d/e>"))
                .containsExactly("x y", "b", "c.html", "d/e");
    }

    @Test
    void otherTagsAndAttributesMakeNone() {
        assertThat(links("<link href=a><abbr href=b><a data-href=c><a name=d>href=e</a><p>< a href=f>"))
                .isEmpty();
    }

    @Test
    void attributesAfterAndBeforeDoNotDisturb() {
        assertThat(links("<a title=\"1 > 0\" disabled href=\"a\" href=\"b\" / ><br/><a/href=c/>"))
                .containsExactly("a", "c/");
    }

    @Test
    void commentsScriptsAndStylesArePassedOver() {
        assertThat(links("<!-- <a href=a> --><script>'<a href=b>'</SCRIPT ><style><a href=c></style><a href=d>"))
                .containsExactly("d");
    }

    @Test
    void spaceAroundIsDroppedAndAmpersandUnescaped() {
        assertThat(links("<a href=\" \n a?b=1&amp;c=2&lt;&amp;amp;\t \"><a href=\"\"><a href=\"x\n\ty\">"))
                .containsExactly("a?b=1&c=2&lt;&amp;", "xy");
    }

    @Test
    void brokenPagesGiveWhatCanBeMadeOut() {
        assertThat(links("<a href=a><a href=\"b")).containsExactly("a", "b");
        assertThat(links("<a =x =href href>=<a href=><a href=c")).containsExactly("c");
        assertThat(links("<!-- <a href=a>")).isEmpty();
        assertThat(links("<script><a href=a>")).isEmpty();
        assertThat(links("")).isEmpty();
        assertThat(links("<")).isEmpty();
    }

    @Test
    void bytesThatAreNotUtf8PassThrough() {
        byte[] page = {'<', 'a', ' ', 'h', 'r', 'e', 'f', '=', (byte) 0xff, (byte) 0x80, '>'};
        List<byte[]> targets = new ArrayList<>();
        new HtmlLinks(Utf8.wrap(page)).forEach(target -> targets.add(target.toByteArray()));

        assertThat(targets).containsExactly(new byte[] {(byte) 0xff, (byte) 0x80});
    }

    @Test
    void everyPageComesToAnEnd() {
        long seed = 7;
        Random random = new Random(seed);
        String[] pieces = {"<", "a", " ", "href", "=", "\"", "'", ">", "/", "<!--", "-->", "<script>", "</", "&amp;"};
        for (int page = 0; page < 20_000; page++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(links(text.toString()))
                    .as("seed %d, page %d: %s", seed, page, text)
                    .doesNotContain("");
        }
    }

    private static List<String> links(String page) {
        List<String> links = new ArrayList<>();
        new HtmlLinks(Utf8.wrap(page.getBytes(StandardCharsets.UTF_8))).forEach(target -> links.add(target.toString()));
        return links;
    }
}
