using System.Text;
using Espalier.SubsetSums;
using Espalier.Work.SubsetSums;

namespace Espalier.Work.Tests.SubsetSums;

public sealed class SolveJobTests
{
    private static readonly SolveRequest Small = new() { Candidates = [[0.5, -0.25, 4]], Targets = [0.25, 9], Epsilon = 0.01 };

    [Fact]
    public void An_answer_is_the_json_of_the_command_and_an_infeasible_target_is_negative()
    {
        Outcome<SolveAnswer> outcome = new SolveJob().Run(Small, new Heard().Place);
        Assert.Equal(Ending.Negative, outcome.Ending);
        Assert.Equal(
            """{"solutions":[{"status":"found","kept":[0,1],"sum":0.25,"error":0},{"status":"infeasible","kept":[0,2],"sum":4.5,"error":4.5}]}""",
            Encoding.UTF8.GetString(Json.Serialize(outcome.Answer)));
    }

    [Fact]
    public void Progress_names_its_stage_and_ends_at_one()
    {
        var heard = new Heard();
        new SolveJob().Run(Small, heard.Place);
        Assert.NotEmpty(heard.Steps);
        Assert.All(heard.Steps, step => Assert.Equal("solving", step.Stage));
        Assert.Equal(1, heard.Steps.Max(step => step.Part));
    }

    [Fact]
    public void A_wrong_request_names_the_field_or_the_file_it_comes_from()
    {
        SolveRequest wrong = Small with { Objective = SubsetSumObjective.Edges, Epsilon = null };
        Assert.Equal("epsilon", Assert.Throws<InvalidInputException>(() => new SolveJob().Run(wrong, new Heard().Place)).InputSource);
        var named = Assert.Throws<InvalidInputException>(() => new SolveJob().Run(wrong with { Source = "in.json" }, new Heard().Place));
        Assert.Equal(("in.json", "epsilon"), (named.InputSource, named.Place));
    }

    [Fact]
    public void A_cancelled_job_has_no_answer() =>
        Assert.ThrowsAny<OperationCanceledException>(() => new SolveJob().Run(Small, new Heard(new CancellationToken(canceled: true)).Place));
}
