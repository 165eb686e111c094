using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Tests.Lab;

/// <summary>The programs that docs/lab.md shows, and what becomes of a program whose worker dies.</summary>
public sealed partial class LabProgramTests
{
    [Slow]
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "torch")]
    public async Task The_shown_programs_run(int which, string? module)
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "lab.md"));
        string program = Blocks().Matches(page).Where(block => block.Groups["language"].Value == "python").ElementAt(which).Groups["text"].Value;
        string specification = Blocks().Matches(page).First(
            block => block.Groups["text"].Value.StartsWith("experiment: command", StringComparison.Ordinal))
            .Groups["text"].Value;
        using var cli = new Cli();
        string python = Python(cli, module) ?? "";
        if (python.Length == 0) Assert.Skip($"there is no python3 {(module is null ? "" : $"with {module} ")}here");
        cli.Write("train.py", program);
        cli.Write("train.yaml", specification.Replace("python3", python, StringComparison.Ordinal));
        Ran ran = await cli.Run("lab", "run", "train.yaml", "--store", "first.db", "--json");
        Assert.True(ran.ExitCode == 0, ran.Error + ran.Output);
        Assert.Equal(6, ran.Json().GetProperty("done").GetInt32());
        await cli.Run("lab", "run", "train.yaml", "--store", "second.db", "--threads", "1");
        Ran rows = await cli.Run("lab", "export", "first.db");
        Assert.Equal(rows.Output, (await cli.Run("lab", "export", "second.db")).Output);
        foreach (string line in rows.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            Assert.InRange(double.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture), 0, 1);
    }

    [Slow]
    [Fact]
    public async Task The_template_runs_as_it_stands_and_makes_a_figure()
    {
        if (!File.Exists("/usr/bin/awk")) Assert.Skip("there is no awk here");
        using var cli = new Cli();
        cli.Write("any.yaml", (await cli.Run("lab", "template", "command")).Output);
        Assert.Equal(50, (await cli.Run("lab", "run", "any.yaml", "--json")).Json().GetProperty("done").GetInt32());
        Ran figure = await cli.Run("lab", "figure", "results.db", "--measure", "accuracy");
        Assert.Equal(0, figure.ExitCode);
    }

    [Slow]
    [Fact]
    public async Task A_program_ends_with_its_worker_and_its_cell_starts_over()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/setpriv")) Assert.Skip("a death cannot follow another here");
        using var cli = new Cli();
        cli.Write("wait.yaml", """
            experiment: command
            shell: 'echo $$ > pid; [ -f go ] || exec sleep 1000; echo "{\"a\": 1}"'
            measures: {a: integer}
            """);
        using Process worker = cli.Start("lab", "run", "wait.yaml");
        while (!File.Exists(cli.PathOf("pid")) || File.ReadAllText(cli.PathOf("pid")).Length == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        string child = $"/proc/{File.ReadAllText(cli.PathOf("pid")).Trim()}/stat";
        Assert.True(File.Exists(child));
        worker.Kill();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        while (File.Exists(child) && !File.ReadAllText(child).Contains(") Z ", StringComparison.Ordinal))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        cli.Write("go", "");
        Ran again = await cli.Run("lab", "resume", "results.db", "--json");
        Assert.Equal(1, again.Json().GetProperty("done").GetInt32());
    }

    [Slow]
    [Fact]
    public async Task A_failure_is_shown_with_what_the_program_wrote()
    {
        using var cli = new Cli();
        cli.Write("fail.yaml", "experiment: command\nshell: 'echo loading; echo \"no such GPU\" >&2; exit 4'\nmeasures: {a: integer}");
        Assert.Equal(1, (await cli.Run("lab", "run", "fail.yaml")).ExitCode);
        JsonElement failure = (await cli.Run("lab", "status", "results.db", "--json")).Json().GetProperty("failures")[0];
        Assert.Equal(("exit code 4", "no such GPU"), (failure.GetProperty("type").GetString(), failure.GetProperty("message").GetString()));
        Assert.Equal(("loading\n", "no such GPU\n"), (failure.GetProperty("stdout").GetString(), failure.GetProperty("stderr").GetString()));
    }

    private static string? Python(Cli cli, string? module) => ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(program =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-c", $"import {module ?? "json"}"])
            {
                WorkingDirectory = cli.Folder,
                RedirectStandardError = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();
}
