using Espalier.Lab.Figures;
using Espalier.Lab.Reproductions;
using Espalier.Neurons;

namespace Espalier.Lab.Tests.Reproductions;

public sealed class FerreFiguresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    [Slow]
    public void Figures_show_live_data_and_the_lemmas_hold_on_it(int seed)
    {
        FerreFigures.First first = FerreFigures.Figure1((ulong)seed);
        Assert.Equal(NeuronSubsetStatus.Optimal, first.Result.Status);
        Assert.InRange(first.Result.Kept.Count, 2, 4);
        Assert.Contains(string.Join(", ", first.Result.Kept.Select(neuron => neuron + 1)), first.Drawing.Description);
        LineTrace[] lines = [.. first.Functions.Panels[0].Traces.OfType<LineTrace>()];
        double largest = lines[1].Y.Zip(lines[2].Y, (target, pruned) => Math.Abs(target - pruned)).Max();
        Assert.InRange(largest, 0.99 * first.Result.Error.Lower, first.Result.Error.Upper);

        FerreFigures.Second second = FerreFigures.Figure2((ulong)seed);
        Assert.Equal(0, second.Above);
        Assert.Equal(6, second.States.Length);
        Assert.All(second.States.Zip(second.Broken), pair => Assert.True(pair.First <= pair.Second));

        FerreFigures.Third third = FerreFigures.Figure3((ulong)seed);
        Assert.True(third.Missed >= third.Claimed * (1 - 1e-9));
        foreach (Diagram drawing in (Diagram[])[first.Drawing, second.Drawing]) Assert.StartsWith("<svg", DiagramSvg.Draw(drawing).TrimStart());
        Assert.Contains("target", FigureSvg.Draw(third.Drawing));
    }
}
