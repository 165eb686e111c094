using System.Collections.Concurrent;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Docs;

/// <summary>
/// Runs every command that the documentation shows, page by page, each page in one folder from top to bottom. Where one gives a certificate some
/// seconds without asking for a decision, a second serves to see that it runs.
/// </summary>
public sealed class DocumentationTests
{
    private static readonly string[] Decisions = ["--epsilon", "--vnnlib", "--top1"];

    private static readonly ConcurrentDictionary<string, Task<string>> Helps = new(StringComparer.Ordinal);

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Checkout.Root, "*.md", SearchOption.TopDirectoryOnly)
            .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Checkout.Root, file))
            .Where(page => ShownCommand.In(Checkout.Root, page).Any())
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_pages_with_commands() => Assert.Contains("README.md", Pages.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Pages))]
    [Slow]
    public async Task Every_command_of_a_page_runs(string page)
    {
        using var cli = new Cli();
        SmallNetworks.WriteImageClassifier(cli, new Shape(784), "model.onnx");
        foreach (ShownCommand command in ShownCommand.In(Checkout.Root, page).Where(command => command.NotRun is null))
        {
            Ran ran = command.Plain is { } words
                ? await cli.Run(words.Intersect(Decisions).Any() ? words : Hastened(words))
                : await cli.RunInBash($"program=$1; library=$2; shift 2; espalier() {{ \"$program\" \"$library\" \"$@\"; }}; {command.Text}");
            Assert.True(ran.ExitCode == command.ExitCode, $"{command}\nexit code {ran.ExitCode}\n{ran.Error}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    [Slow]
    public async Task Every_option_of_a_page_exists(string page)
    {
        foreach (ShownCommand command in ShownCommand.In(Checkout.Root, page).Where(command => command.NotRun is not null))
        {
            string[] words = command.Words ?? throw new Xunit.Sdk.XunitException($"{command}\nthere is no such command");
            string help = await Helps.GetOrAdd(string.Join(' ', words), _ => Help(words));
            Assert.All(
                command.Options, option => Assert.True(help.Contains(option, StringComparison.Ordinal), $"{command}\n{option} is not in the help"));
        }
    }

    private static string[] Hastened(string[] words) =>
        [.. words.Select((word, place) => place > 0 && words[place - 1] == "--time-limit" ? "1" : word)];

    private static async Task<string> Help(string[] words)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run([.. words, "--help"]);
        Assert.Equal((0, string.Empty), (ran.ExitCode, ran.Error));
        return ran.Output;
    }
}
