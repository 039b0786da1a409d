package dev.lovage.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.worker.graph.StepGraph.Cluster;
import dev.lovage.worker.graph.StepGraph.Edge;
import dev.lovage.worker.graph.StepGraph.Node;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class StepGraphTest {

    private static final StepGraph GRAPH = new StepGraph(List.of(
            new Cluster(
                    "worker",
                    "",
                    List.of(
                            node("Loop"),
                            new Node("Timer", List.of("offers <Time>"), false),
                            new Node("Mine", List.of(), true),
                            node("Consumer")),
                    List.of(
                            new Edge("Loop", "Timer", true),
                            new Edge("Timer", "Mine", true),
                            new Edge("Loop", "Mine", true),
                            new Edge("Mine", "Consumer", false))),
            new Cluster("consumer", "Consumer", List.of(node("Connection")), List.of())));

    @Test
    void dotHasAClusterForEachBlueprintAndNoEdgeThatFollowsFromOthers() {
        assertThat(GRAPH.toDot())
                .contains(
                        "subgraph \"cluster_worker\" {",
                        "\"worker/Timer\" [label=\"Timer\\noffers <Time>\"];",
                        "\"worker/Loop\" -> \"worker/Timer\";",
                        "\"worker/Timer\" -> \"worker/Mine\";",
                        "\"worker/Mine\" -> \"worker/Consumer\" [style=dotted];",
                        "subgraph \"cluster_consumer\" {",
                        "\"worker/Consumer\" -> \"consumer/Connection\" [style=dashed")
                .doesNotContain("\"worker/Loop\" -> \"worker/Mine\"");
        assertThat(GRAPH.toDot().chars().filter(c -> c == '{').count())
                .isEqualTo(GRAPH.toDot().chars().filter(c -> c == '}').count());
    }

    @Test
    void aCircleIsDrawnToo() {
        StepGraph circle = new StepGraph(List.of(new Cluster(
                "worker",
                "",
                List.of(node("Hen"), node("Egg"), node("Fox")),
                List.of(
                        new Edge("Hen", "Hen", true),
                        new Edge("Hen", "Egg", true),
                        new Edge("Egg", "Hen", true),
                        new Edge("Fox", "Hen", true)))));
        assertThat(circle.toDot())
                .contains("\"worker/Hen\" [label=", "\"worker/Egg\" [label=", "\"worker/Fox\" [label=");
    }

    @Test
    void thePictureIsSvgWithABoxForEachStep() throws Exception {
        Document svg = parse(GRAPH.toSvg());
        assertThat(texts(svg, "name")).containsExactlyInAnyOrder("Loop", "Timer", "Mine", "Consumer", "Connection");
        assertThat(texts(svg, "title")).containsExactly("worker", "consumer");
        assertThat(texts(svg, "small")).containsExactly("offers <Time>");
        assertThat(elements(svg, "path", "edge")).hasSize(2);
        assertThat(elements(svg, "path", "edge last")).hasSize(1);
        assertThat(elements(svg, "rect", "users")).hasSize(1);
    }

    @Test
    void noTwoBoxesOverlapWhateverTheGraph() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            int count = 1 + random.nextInt(15);
            List<Node> nodes = new ArrayList<>();
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                nodes.add(new Node(
                        "Step" + i, random.nextBoolean() ? List.of() : List.of("offers " + "x".repeat(i * 2)), false));
                for (int before = 0; before < i; before++) {
                    if (random.nextInt(4) == 0) {
                        edges.add(new Edge("Step" + before, "Step" + i, true));
                    }
                }
            }
            Document svg = parse(new StepGraph(List.of(new Cluster("worker", "", nodes, edges))).toSvg());
            List<Element> boxes = elements(svg, "rect", "step");
            assertThat(boxes).hasSize(count);
            for (Element one : boxes) {
                for (Element other : boxes) {
                    assertThat(one != other && overlap(one, other))
                            .as("round %s", round)
                            .isFalse();
                }
            }
            Element frame = elements(svg, "rect", "frame").get(0);
            for (Element box : boxes) {
                assertThat(number(box, "x") >= 0
                                && number(box, "x") + number(box, "width") <= number(frame, "width")
                                && number(box, "y") + number(box, "height") <= number(frame, "height"))
                        .as("within the frame")
                        .isTrue();
            }
        }
    }

    private static Node node(String name) {
        return new Node(name, List.of(), false);
    }

    private static boolean overlap(Element one, Element other) {
        return number(one, "x") < number(other, "x") + number(other, "width")
                && number(other, "x") < number(one, "x") + number(one, "width")
                && number(one, "y") < number(other, "y") + number(other, "height")
                && number(other, "y") < number(one, "y") + number(one, "height");
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document svg, String type) {
        return elements(svg, "text", type).stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document svg, String tag, String type) {
        List<Element> found = new ArrayList<>();
        NodeList all = svg.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element element
                    && element.getAttribute("class").equals(type)) {
                found.add(element);
            }
        }
        return found;
    }
}
