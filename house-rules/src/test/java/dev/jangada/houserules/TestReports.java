package dev.jangada.houserules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What became of tests when Maven ran them last, from the reports that Surefire and Failsafe leave in target. */
record TestReports(Path project) {
    private static final List<String> FOLDERS = List.of("failsafe-reports", "surefire-reports");

    /** "passed", "failed", "skipped", or "not run here". */
    String resultOf(CoveringTest test) {
        for (String folder : FOLDERS) {
            Path report = project.resolve(test.module())
                    .resolve("target")
                    .resolve(folder)
                    .resolve("TEST-" + test.type() + ".xml");
            if (Files.exists(report)) {
                return resultIn(report, test.method());
            }
        }
        return "not run here";
    }

    private static String resultIn(Path report, String method) {
        NodeList cases = read(report).getElementsByTagName("testcase");
        String result = "not run here";
        for (int i = 0; i < cases.getLength(); i++) {
            Element each = (Element) cases.item(i);
            String name = each.getAttribute("name");
            boolean isIt = name.equals(method) || name.startsWith(method + "(") || name.startsWith(method + "{");
            if (isIt) {
                boolean failed = has(each, "failure") || has(each, "error");
                if (failed) {
                    return "failed";
                }
                result = has(each, "skipped") ? "skipped" : "passed";
            }
        }
        return result;
    }

    private static boolean has(Element test, String child) {
        return test.getElementsByTagName(child).getLength() > 0;
    }

    private static Element read(Path report) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + report, e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(report + " is not a test report: " + e.getMessage(), e);
        }
    }
}
