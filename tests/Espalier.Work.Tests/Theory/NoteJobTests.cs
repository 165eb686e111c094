using Espalier.Work.Theory;

namespace Espalier.Work.Tests.Theory;

public sealed class NoteJobTests
{
    private static string Folder => Path.Combine(Checkout.Root, "docs", "note");

    /// <summary>What stands in the repository is what the command makes, to the byte.</summary>
    [Slow]
    [Fact]
    public void The_note_and_its_figure_are_what_the_template_gives()
    {
        string made = Directory.CreateTempSubdirectory("note").FullName;
        try
        {
            var request = new NoteRequest { Template = Path.Combine(Folder, "note.template.md"), Out = made };
            NoteAnswer answer = new NoteJob().Run(request, new Heard().Place).Answer;
            Assert.True(answer.Numbers > 70);
            foreach (string name in (string[])["note.md", "widths.svg", "widths.csv"])
                Assert.Equal(File.ReadAllText(Path.Combine(Folder, name)), File.ReadAllText(Path.Combine(made, name)));
        }
        finally
        {
            Directory.Delete(made, recursive: true);
        }
    }

    [Theory]
    [InlineData("x {= angle 3 1e-3 =} y", "x 5410 y")]
    [InlineData("{= angle 16 1e-6 =}", "3.29·10<sup>60</sup>")]
    [InlineData("{=constant 2=} {= constant 0 =}", "0.1250000000 0.5000000000")]
    [InlineData("{= witness 2 0.6 =}", "–")]
    [InlineData("{= relu 16 0.01 =}", "156")]
    public void Numbers_are_rounded_down(string template, string expected) => Assert.Equal(expected, Filled(template));

    [Theory]
    [InlineData("a\n{= wrong 3 =}", "line 2")]
    [InlineData("{= angle 3 =}", "a dimension and an epsilon")]
    [InlineData("{= constant two =}", "a degree")]
    [InlineData("{= angle 0 0.1 =}", "dimension is 0")]
    public void What_cannot_be_computed_is_named(string template, string says)
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => Filled(template));
        JobFailure failure = Assert.IsType<JobFailure>(JobFailure.Of(problem));
        Assert.Contains(says, $"{failure.Place} {failure.Problem} {failure.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_never_replaced_by_its_own_filling()
    {
        string folder = Directory.CreateTempSubdirectory("note").FullName;
        string file = Path.Combine(folder, "note.md");
        File.WriteAllText(file, "{= constant 2 =}");
        Assert.Throws<InvalidInputException>(() => new NoteJob().Run(new NoteRequest { Template = file, Out = folder }, new Heard().Place));
        Assert.Equal("{= constant 2 =}", File.ReadAllText(file));
        Directory.Delete(folder, recursive: true);
    }

    private static string Filled(string template) => NoteJob.Fill(template, "template", new Heard().Place).Text;
}
