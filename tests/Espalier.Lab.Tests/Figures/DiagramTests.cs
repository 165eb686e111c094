using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

public sealed class DiagramTests
{
    [Fact]
    public void Networks_of_all_sizes_lie_inside_their_drawing()
    {
        for (int inputs = 1; inputs <= 6; inputs++)
        {
            for (int hidden = 1; hidden <= 10; hidden++) Inside(NetworkDiagram.Pruning(inputs, hidden, [1, hidden]));
        }

        Inside(NetworkDiagram.Pruning(2, 5, []));
    }

    [Fact]
    public void The_pruned_network_keeps_the_edges_of_its_neurons()
    {
        Diagram diagram = NetworkDiagram.Pruning(2, 5, [2, 4]);
        Assert.Equal(2 * 3, diagram.Shapes.OfType<EdgeShape>().Count(edge => edge.Tone == Tone.First));
        Assert.Equal(3 * 3, diagram.Shapes.OfType<EdgeShape>().Count(edge => edge.Tone == Tone.Faint && edge.Dashed));
        Assert.Equal(3, diagram.Shapes.OfType<NodeShape>().Count(node => node.Dashed));
    }

    [Fact]
    public void State_lines_fill_the_present_state_of_each_chain()
    {
        foreach (int top in (int[])[1, 2, 8, 31, 60])
        {
            Diagram diagram = ChainDiagram.StateLines(top, [0, 1, top]);
            Inside(diagram);
            Assert.Equal(3, diagram.Shapes.OfType<NodeShape>().Count(node => node.Filled));
            Assert.Equal(3 * (top + 1), diagram.Shapes.OfType<NodeShape>().Count());
        }
    }

    [Fact]
    public void Shapes_beyond_the_drawing_and_impossible_requests_are_refused()
    {
        Assert.Throws<InvalidInputException>(() => DiagramSvg.Draw(new("t", "d", 100, 100, [new NodeShape(95, 50, 10, Tone.Ink)])));
        Assert.Throws<InvalidInputException>(() => DiagramSvg.Draw(new("t", "d", 100, 100, [new OutlineShape([1], [1], Tone.Ink)])));
        Assert.Throws<InvalidInputException>(() => DiagramSvg.Draw(new("t", "d", double.NaN, 100, [])));
        Assert.Throws<InvalidInputException>(() => NetworkDiagram.Pruning(2, 5, [6]));
        Assert.Throws<InvalidInputException>(() => ChainDiagram.StateLines(3, [4]));
    }

    [Fact]
    public void Outlines_and_arrows_are_drawn()
    {
        Diagram diagram = new(
            "t",
            "d",
            100,
            60,
            [new OutlineShape([10, 50, 90], [50, 10, 50], Tone.Third) { Closed = true }, new EdgeShape(5, 5, 60, 30, Tone.Second) { Arrow = true }]);
        Assert.Equal(4, new SvgReader(DiagramSvg.Draw(diagram)).Root.Elements().Count(e => e.Name.LocalName == "path"));
    }

    private static void Inside(Diagram diagram) => Assert.Empty(new SvgReader(DiagramSvg.Draw(diagram)).Outside());
}
