using System.Globalization;
using Espalier.Samples;

namespace Espalier.Lab.Tests.Samples;

/// <summary>The worked programs do what their comments say.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_ticket_is_drawn_and_verified()
    {
        string told = Told(output => DrawAndVerify.Run(_folder, output));
        Assert.Contains(" kept, 0 of the target's beyond their tolerance", told);
        Assert.Contains("valid: True", told);
        Assert.True(File.Exists(Path.Combine(_folder, "sample.onnx")));
    }

    [Fact]
    public void Two_networks_are_bounded_and_a_question_is_refuted()
    {
        string told = Told(CertifyTwo.Run);
        Assert.Contains("the largest difference is between", told);
        Assert.Contains("everywhere: Refuted", told);
    }

    [Fact]
    public void A_sweep_runs_once_and_is_read_the_second_time()
    {
        string first = Told(output => OwnSweep.Run(_folder, output)), second = Told(output => OwnSweep.Run(_folder, output));
        Assert.StartsWith("15 cells computed, 15 of 15", first);
        Assert.StartsWith("0 cells computed, 15 of 15", second);
        Assert.Equal(Means(first), Means(second));
        Assert.Equal(3, Means(first).Length);
    }

    private static string[] Means(string told) => [.. told.Split('\n').Where(line => line.Contains("hidden neurons", StringComparison.Ordinal))];

    private static string Told(Action<TextWriter> program)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        program(output);
        return output.ToString();
    }
}
