using Espalier.Lab.Figures;
using Espalier.Lab.Reproductions;

namespace Espalier.Lab.Tests.Reproductions;

public sealed class ChainRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_longer_run_begins_with_the_shorter_one_and_Figure_2_is_one_of_its_moments(ulong seed)
    {
        ChainRun run = ChainRun.Of(seed, 40);
        ChainRun shorter = ChainRun.Of(seed, 12);
        for (int i = 0; i <= 12; i++)
        {
            Assert.Equal(shorter.States[i], run.States[i]);
            Assert.Equal(shorter.Broken[i], run.Broken[i]);
        }

        FerreFigures.Second figure = FerreFigures.Figure2(seed);
        Assert.Equal(figure.States, run.States[25]);
        Assert.Equal(figure.Broken, run.Broken[25]);
        Assert.Equal(DiagramSvg.Draw(figure.Drawing), DiagramSvg.Draw(run.Draw(25)));
        Assert.Equal(0, run.Above);
        Assert.Equal(41, run.States.Length);
    }
}
