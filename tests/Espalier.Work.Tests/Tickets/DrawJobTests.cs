using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Work.Tickets;

namespace Espalier.Work.Tests.Tickets;

public sealed class DrawJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-work-").FullName;

    private DrawRequest Small
    {
        get
        {
            string target = Path.Combine(_folder, "target.npz");
            NetworkFile.Write(target, new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), [0.5f, -0.25f, 0.125f, 0.75f]))));
            return new DrawRequest
            {
                Target = target,
                Out = Path.Combine(_folder, "drawn.ticket"),
                Construction = Construction.Linear,
                Epsilon = 0.05,
            };
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_request_that_leaves_the_number_of_candidates_open_gets_as_many_as_every_weight_needs()
    {
        var heard = new Heard();
        DrawAnswer open = new DrawJob().Run(Small, heard.Place).Answer;
        Assert.Equal(("hitting", 0), (open.Rule, open.Infeasible));
        Assert.Equal(["drawing"], heard.Steps.Select(step => step.Stage).Distinct());
        DrawAnswer share = new DrawJob().Run(Small with { Delta = 0.5 }, heard.Place).Answer;
        Assert.Equal("fixed", share.Rule);
        Assert.Equal(["drawing", "choosing the number of candidates"], heard.Steps.Select(step => step.Stage).Distinct());
        DrawAnswer usual = new DrawJob().Run(Small with { Epsilon = null }, heard.Place).Answer;
        Assert.Equal(0, usual.Infeasible);
        Assert.NotEqual(open.MaxWeightError, usual.MaxWeightError);
    }

    [Fact]
    public void Parts_join_to_the_file_that_is_drawn_at_once()
    {
        var heard = new Heard();
        new DrawJob().Run(Small, heard.Place);
        byte[] whole = File.ReadAllBytes(Small.Out);
        string[] parts = [.. Enumerable.Range(1, 2).Select(i => Path.Combine(_folder, $"{i}.part"))];
        for (int i = 0; i < parts.Length; i++)
            new DrawPartJob().Run(Small with { Out = parts[i], Part = $"{i + 1}/2" }, heard.Place);
        string joined = Path.Combine(_folder, "joined.ticket");
        var join = new JoinRequest { Parts = parts, Out = joined };
        Assert.Equal("target", Assert.Throws<InvalidInputException>(() => new JoinJob().Run(join, heard.Place)).InputSource);
        Assert.Equal(0, new JoinJob().Run(join with { Target = Small.Target }, heard.Place).Answer.Infeasible);
        Assert.Equal(whole, File.ReadAllBytes(joined));
        Assert.Equal("part", Assert.Throws<InvalidInputException>(() => new DrawJob().Run(Small with { Part = "1/2" }, heard.Place)).InputSource);
    }

    [Fact]
    public void A_drawn_ticket_verifies_and_without_its_target_it_is_said_what_was_not_checked()
    {
        var heard = new Heard();
        new DrawJob().Run(Small with { Candidates = 12, Seed = 7 }, heard.Place);
        var verify = new VerifyRequest { File = Small.Out, Target = Small.Target };
        Assert.Equal(Ending.Holds, new VerifyJob().Run(verify, heard.Place).Ending);
        Assert.Empty(heard.Notes);
        new VerifyJob().Run(verify with { Target = null }, heard.Place);
        Assert.Contains("`target`", Assert.Single(heard.Notes));
    }

    [Fact]
    public void Wrong_fields_are_named_before_any_work()
    {
        (string Field, DrawRequest Request)[] wrong =
        [
            ("candidates", Small with { Candidates = 3, Delta = 0.1 }),
            ("epsilon", Small with { Epsilon = 0 }),
            ("epsilon", Small with { Epsilon = double.NaN }),
            ("epsilon", Small with { Epsilon = 1e-300 }),
            ("relative", Small with { Relative = 0.1 }),
            ("relative", Small with { Epsilon = null, Relative = -1 }),
            ("objective", Small with { Objective = Espalier.SubsetSums.SubsetSumObjective.Edges }),
            ("delta", Small with { Delta = 1 }),
            ("radius", Small with { Radius = -1 }),
            ("distribution", Small with { Distribution = "cauchy" }),
            ("share", Small with { Construction = Construction.Relu, Share = CandidateShare.Row, Candidates = 5 }),
        ];
        foreach ((string field, DrawRequest request) in wrong)
            Assert.Equal(field, Assert.Throws<InvalidInputException>(() => new DrawJob().Run(request, new Heard().Place)).InputSource);
        InvalidInputException part = Assert.Throws<InvalidInputException>(
            () => new DrawPartJob().Run(Small with { Part = "1/2", Tight = true }, new Heard().Place));
        Assert.Equal("tight", part.InputSource);
        Assert.False(File.Exists(Small.Out));
    }
}
