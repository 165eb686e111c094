using System.Text.Json;
using Espalier.Theory.Proven;
using Espalier.Work.Theory;

namespace Espalier.Work.Tests.Theory;

public sealed class ThresholdJobTests
{
    private static readonly ThresholdRequest Request = new() { Dimension = 100, Epsilon = 0.05, Delta = 0.01 };

    [Fact]
    public void The_proven_width_comes_first_and_older_fields_repeat_the_stated_ones()
    {
        ThresholdAnswer found = Run(Request);
        Assert.Equal(14, found.Stated!.Width);
        Assert.Equal((found.Stated.Width, found.Stated.Cap, found.Proven.Width), (found.Width, found.Cap, found.ProvenWidth));
        Assert.Null(found.StatedReason);
        Assert.True(found.Proven.Width > 100 && found.Proven.HoldsForRefits);

        JsonElement document = JsonDocument.Parse(Json.Serialize(found)).RootElement;
        Assert.Equal("proven", document.EnumerateObject().First().Name);
        Assert.Equal("witness", document.GetProperty("proven").GetProperty("variant").GetString());
        Assert.Equal(14, document.GetProperty("width").GetInt32());
    }

    [Fact]
    public void Any_radius_has_a_proven_width_and_the_papers_threshold_is_left_out_with_its_reason()
    {
        ThresholdAnswer small = Run(Request with { Radius = 0.1, Epsilon = 0.001 });
        ThresholdAnswer unit = Run(Request with { Radius = 1, Epsilon = 0.01 });
        Assert.Equal(unit.Proven.LogWidth!.Value, small.Proven.LogWidth!.Value, 1e-9);
        Assert.Null(small.Stated);
        Assert.Contains("radius above 1", small.StatedReason);
        Assert.Contains("bins", Run(Request with { Epsilon = 1e-7 }).StatedReason);
    }

    [Fact]
    public void Behind_a_relu_another_theorem_speaks_and_not_of_refits()
    {
        ThresholdAnswer found = Run(Request with { OutputRelu = true, Dimension = 16, Radius = 1, Epsilon = 0.01, Delta = 0.5 });
        Assert.Equal((ProvenVariant.OutputRelu, false, 156), (found.Proven.Variant, found.Proven.HoldsForRefits, found.Proven.Width));
        Assert.Contains("no ReLU", found.StatedReason);
        Assert.Contains("d = 4", Run(Request with { OutputRelu = true, Dimension = 3, Radius = 1 }).Proven.Reason);
    }

    [Fact]
    public void Wrong_requests_name_the_field()
    {
        Assert.Equal("epsilon", Refused(Request with { Epsilon = 5 }).InputSource);
        Assert.Equal("delta", Refused(Request with { Delta = 0 }).InputSource);
        Assert.Equal("radius", Refused(Request with { Radius = 0 }).InputSource);
        Assert.Equal("dimension", Refused(Request with { Dimension = 1 }).InputSource);
    }

    private static ThresholdAnswer Run(ThresholdRequest request) => new ThresholdJob().Run(request, new Heard().Place).Answer;

    private static InvalidInputException Refused(ThresholdRequest request) => Assert.Throws<InvalidInputException>(() => Run(request));
}
