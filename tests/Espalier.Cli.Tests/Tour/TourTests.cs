using System.Text.Json;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Tests.Tour;

public sealed partial class TourTests
{
    /// <summary>What the tour tells is checked by the commands that its page names, on the files that it left behind.</summary>
    [Fact]
    [Slow]
    public async Task The_tour_shows_the_whole_and_its_page_names_commands_that_show_it_again()
    {
        using var cli = new Cli();
        JsonElement told = (await cli.Run("tour", "--out", "seen", "--json")).Json();
        JsonElement ticket = told.GetProperty("ticket"), coded = told.GetProperty("coded");
        Assert.True(ticket.GetProperty("valid").GetBoolean());
        Assert.True(coded.GetProperty("valid").GetBoolean());
        Assert.Equal(0, ticket.GetProperty("infeasible").GetInt64());
        double read = ticket.GetProperty("targetAccuracy").GetDouble();
        Assert.InRange(read, 0.9, 1);
        Assert.InRange(ticket.GetProperty("accuracy").GetDouble(), read - 0.01, 1);
        Assert.InRange(coded.GetProperty("accuracy").GetDouble(), read - 0.05, 1);
        Assert.InRange(coded.GetProperty("maskBitsPerWeight").GetDouble(), 4, 4.6);
        foreach (string name in new[] { "certificate", "codedCertificate" })
        {
            JsonElement certificate = told.GetProperty(name);
            Assert.InRange(certificate.GetProperty("lower").GetDouble(), 1e-9, certificate.GetProperty("upper").GetDouble());
        }

        JsonElement pruned = told.GetProperty("pruned");
        Assert.InRange(pruned.GetProperty("multiplyAdds").GetInt64(), 1, pruned.GetProperty("multiplyAddsBefore").GetInt64() / 2);
        Assert.Equal(4, told.GetProperty("networks").GetArrayLength());
        Assert.InRange(told.GetProperty("neurons").GetProperty("witness").GetProperty("error").GetProperty("lower").GetDouble(), 1e-9, 1);
        Assert.Equal(
            ["neurons 2", "weights 2", "weights 6"],
            told.GetProperty("gap").GetProperty("curves").EnumerateArray().Select(
                curve => $"{curve.GetProperty("method").GetString()} {curve.GetProperty("dimension")}").Order(StringComparer.Ordinal));
        string page = File.ReadAllText(cli.PathOf(Path.Combine("seen", "report.html")));
        string[] commands = [.. Shown().Matches(page).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups["command"].Value))];
        Assert.Contains(commands, command => command.StartsWith("serve --store seen", StringComparison.Ordinal));

        // The same work, asked for step by step, gives the same answer.
        await Again("ticket verify", "valid", true.ToString());
        await Again("certify", "upper", told.GetProperty("certificate").GetProperty("upper").ToString());
        await Again("theory threshold", "provenWidth", told.GetProperty("neurons").GetProperty("proven").GetProperty("width").ToString());

        async Task Again(string begin, string field, string value)
        {
            string command = commands.First(each => each.StartsWith(begin, StringComparison.Ordinal));
            Assert.Equal(value, (await cli.Run([.. command.Split(' '), "--json"])).Json().GetProperty(field).ToString());
        }
    }

    [Fact]
    public async Task A_file_in_the_way_of_the_folder_is_one_line()
    {
        using var cli = new Cli();
        cli.Write("seen", "in the way");
        (await cli.Run("tour", "--out", "seen")).IsOneLineError("seen");
    }

    [GeneratedRegex("(^|>)espalier (?<command>[^\n<]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();
}
