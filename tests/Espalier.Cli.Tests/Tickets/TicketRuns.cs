using System.Text.Json;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Tickets;

/// <summary>Draws that are cheap enough to repeat.</summary>
internal static class TicketRuns
{
    /// <summary>Draws a ticket named <c>drawn.ticket</c> and returns what the command told.</summary>
    public static async Task<JsonElement> Draw(this Cli cli, string target, params string[] options)
    {
        Ran ran = await cli.Run(["ticket", "draw", target, "-o", "drawn.ticket", "--json", .. options]);
        Assert.Equal(0, ran.ExitCode);
        Assert.All(ran.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(" is read as ", line));
        return ran.Json();
    }

    /// <summary>Verifies <c>drawn.ticket</c> and asserts that all holds.</summary>
    public static async Task<JsonElement> Verified(this Cli cli, string target)
    {
        Ran ran = await cli.Run("ticket", "verify", "drawn.ticket", "--target", target, "--json");
        JsonElement found = ran.Json();
        Assert.Equal((0, "[]", true), (ran.ExitCode, found.GetProperty("problems").GetRawText(), found.GetProperty("valid").GetBoolean()));
        return found;
    }

    /// <summary>The outputs of a model for inputs.</summary>
    public static async Task<double[][]> Outputs(this Cli cli, string model, double[][] inputs)
    {
        string file = cli.Write("inputs.json", JsonSerializer.Serialize(inputs));
        return (await cli.Run("run", model, "--input", file, "--json")).Outputs();
    }

    /// <summary>The outputs of a network for inputs, computed here.</summary>
    public static double[][] Outputs(Network network, double[][] inputs)
    {
        var outputs = new double[inputs.Length * network.OutputShape.Length];
        Forward.Run(network, inputs.SelectMany(input => input).ToArray(), outputs, inputs.Length, threads: 1);
        return [.. outputs.Chunk(network.OutputShape.Length)];
    }

    /// <summary>Inputs between two numbers, always the same ones.</summary>
    public static double[][] Inputs(int count, int length, double low, double high)
    {
        var random = new System.Random(20261120);
        return [
            .. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => low + (random.NextDouble() * (high - low))).ToArray()),
        ];
    }

    public static double Largest(double[][] first, double[][] second) =>
        first.Zip(second).Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second)));
}
