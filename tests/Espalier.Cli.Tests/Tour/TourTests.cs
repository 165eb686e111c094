using System.Text.Json;

namespace Espalier.Cli.Tests.Tour;

public sealed class TourTests
{
    [Fact]
    [Slow]
    public async Task The_tour_draws_verifies_certifies_and_measures_a_gap()
    {
        using var cli = new Cli();
        JsonElement told = (await cli.Run("tour", "--out", "seen", "--json")).Json();
        JsonElement ticket = told.GetProperty("ticket");
        Assert.True(ticket.GetProperty("valid").GetBoolean());
        Assert.Equal(6352, ticket.GetProperty("targetParameters").GetInt64());
        Assert.Equal(0, ticket.GetProperty("infeasible").GetInt64());
        Assert.InRange(ticket.GetProperty("targetAccuracy").GetDouble(), 0.97, 1);
        Assert.InRange(ticket.GetProperty("accuracy").GetDouble(), ticket.GetProperty("targetAccuracy").GetDouble() - 0.005, 1);
        JsonElement certificate = told.GetProperty("certificate");
        Assert.InRange(certificate.GetProperty("lower").GetDouble(), 1e-9, certificate.GetProperty("upper").GetDouble());
        Assert.Equal(
            ["neurons", "weights"],
            told.GetProperty("gap").GetProperty("curves").EnumerateArray().Select(
                curve => curve.GetProperty("method").GetString()).Order(StringComparer.Ordinal));
        string page = File.ReadAllText(cli.PathOf(Path.Combine("seen", "report.html")));
        Assert.Contains("A network found in a random one", page);
        Assert.Contains("<svg", page);
        Ran verified = await cli.Run(
            "ticket", "verify", Path.Combine("seen", "digits.ticket"), "--target", Path.Combine("seen", "digits.onnx"), "--json");
        Assert.True(verified.Json().GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task A_file_in_the_way_of_the_folder_is_one_line()
    {
        using var cli = new Cli();
        cli.Write("seen", "in the way");
        (await cli.Run("tour", "--out", "seen")).IsOneLineError("seen");
    }
}
