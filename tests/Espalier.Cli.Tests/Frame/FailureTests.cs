using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work;

namespace Espalier.Cli.Tests.Frame;

public sealed class FailureTests
{
    [Fact]
    public void Bad_input_is_the_users_and_keeps_its_message()
    {
        var problem = new InvalidInputException("a.onnx", "node 3", "it is odd", "mend it");
        Assert.Equal(("a.onnx, node 3: it is odd; mend it", ExitCode.Usage), Failure.Describe(problem));
        Assert.Equal(
            ("a.onnx, node 3: it is odd; mend it", ExitCode.Usage), Failure.Describe(new AggregateException(new AggregateException(problem))));
    }

    [Fact]
    public void Files_and_networks_are_the_users()
    {
        Exception[] causes = [
            new FileNotFoundException("x", "a.json"),
            new DirectoryNotFoundException("x"),
            new UnauthorizedAccessException("x"),
            new IOException("x"),
            new HttpRequestException("x"),
        ];
        Assert.All(causes, cause => Assert.Equal(ExitCode.Usage, Failure.Describe(cause).Code));
        Assert.All(causes, cause => Assert.Contains("; ", Failure.Describe(cause).Line));
    }

    [Fact]
    public void Anything_else_is_a_defect_and_says_how_to_see_the_trace()
    {
        (string line, int code) = Failure.Describe(new InvalidOperationException("x is odd."));
        Assert.Equal("internal error: InvalidOperationException: x is odd; this is a defect, set ESPALIER_DEBUG=1 for the trace", line);
        Assert.Equal(70, code);
    }

    [Fact]
    public void What_was_kept_is_said_in_the_words_of_the_command()
    {
        Command run = Session.Root(new CommonOptions(), new("--version")).Parse(["lab", "run", "law.yaml"]).CommandResult.Command;
        Assert.Equal(
            "cancelled; `espalier lab resume s.db` with --sweep law goes on; the same command continues from there",
            Failure.Stopped(new JobStoppedException("`espalier lab resume s.db` with `sweep` law goes on", null, default), run));
    }
}
