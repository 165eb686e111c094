using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Specifications;

public sealed class SpecificationReaderTests
{
    [Fact]
    public void Lists_ranges_and_defaults_become_axes()
    {
        Sweep sweep = Read("""
            experiment: trivial
            store: runs/x
            replicates: 4
            grid:
              whole: {from: 1, to: 1000, points: 4, scale: log}
              real: {from: 0.1, to: 0.5, step: 0.1}
              choice: ["com,ma", plain]
            """);
        Grid grid = Assert.Single(sweep.Grids);
        Assert.Equal([1L, 10, 100, 1000], grid.Axes[0].Select(value => value.Integer));
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5], grid.Axes[1].Select(value => value.Number));
        Assert.Equal(["com,ma", "plain"], grid.Axes[2].Select(value => value.Text));
        Assert.Equal([false], grid.Axes[3].Select(value => value.Flag));
        Assert.Equal(40, sweep.Points().Count());
        Assert.Equal(new FixedReplicates(4), sweep.Stopping);
        Assert.Equal("runs/x", sweep.Store);
    }

    [Fact]
    public void Several_grids_are_one_set_of_points()
    {
        Sweep sweep = Read("experiment: trivial\ngrid:\n  - {whole: [1, 2]}\n  - {whole: [2, 3], flag: [true, false]}");
        Assert.Equal(5, sweep.Points().Count());
    }

    [Fact]
    public void A_logarithmic_range_of_whole_numbers_keeps_each_once()
    {
        Sweep sweep = Read("experiment: trivial\ngrid: {whole: {from: 1, to: 5, points: 20, scale: log}}");
        Assert.Equal([1L, 2, 3, 4, 5], sweep.Grids[0].Axes[0].Select(value => value.Integer));
    }

    [Theory]
    [InlineData("experiment: trivial\ngrid:\n  whole: 1\n  wohle: 2", "line 4", "no parameter \"wohle\"")]
    [InlineData("experiment: trivial\ngrid:\n  whole: 1.5", "line 3", "whole number from -1000000 to 1000000")]
    [InlineData("experiment: trivial\ngrid:\n  whole:\n    - 1\n    - x", "line 5", "\"x\"")]
    [InlineData("experiment: trivial\ngrid:\n  real: 0", "line 3", "number above 0")]
    [InlineData("experiment: trivial\ngrid:\n  real: .nan", "line 3", "number above 0")]
    [InlineData("experiment: trivial\ngrid:\n  choice: plane", "line 3", "one of plain")]
    [InlineData("experiment: trivial\ngrid:\n  flag: maybe", "line 3", "true or false")]
    [InlineData("experiment: trivial\ngrid:\n  whole: [1, 1]", "line 3", "twice")]
    [InlineData("experiment: trivial\ngrid:\n  whole: []", "line 3", "no value")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 1, to: 5}", "line 3", "either step or points")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 5, to: 1, step: 1}", "line 3", "above to")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 1, to: 5, step: 0}", "line 3", "step")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 1, to: 5, stop: 1}", "line 3", "\"stop\"")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 1, to: 2, step: 0.5}", "line 3", "reaches 1.5")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 0, to: 9, points: 3, scale: log}", "line 3", "start above 0")]
    [InlineData("experiment: trivial\ngrid:\n  whole: {from: 0, to: 1e15, step: 1}", "line 3", "limit is 1000000")]
    [InlineData("experiment: trivial\ngrid:\n  real: {from: 0.1, to: 1, step: 0.0000000000000000000000001}", "line 3", "limit is 1000000")]
    [InlineData("experiment: trivial\ngrid:\n  real: {from: 0.1, to: 1e300, step: 1}", "line 3", "1e300")]
    [InlineData("experiment: trivial\ngrid:\n  real: {from: -7e28, to: 7e28, step: 1e28}", "line 3", "from is \"-7")]
    [InlineData("experiment: trivial\ngrid:\n  real: {from: 1, to: 7e28, points: 3}", "line 3", "to is \"7")]
    [InlineData("experiment: trivial\ngrid:\n  real: {from: 1, to: 7.9228162514e28, points: 2, scale: log}", "line 3", "to is \"7")]
    [InlineData("experiment: trivial\ngrid:\n  choice: {from: 1, to: 2, step: 1}", "line 3", "no range")]
    [InlineData("experiment: trivial\ngrid: 3", "line 2", "neither")]
    [InlineData("experiment: trivial\ngrid: [3]", "line 2", "not a mapping")]
    [InlineData("experiment: trivail", "line 1", "no experiment \"trivail\"")]
    [InlineData("replicates: 3", "line 1", "\"experiment\" is missing")]
    [InlineData("experiment: trivial\nreplicate: 3", "line 2", "\"replicate\"")]
    [InlineData("experiment: trivial\nreplicates: 0", "line 2", "whole number from 1")]
    [InlineData("experiment: trivial\nreplicates: -7", "line 2", "whole number from 1")]
    [InlineData("experiment: trivial\nexperiment: trivial", "line 2", "not YAML")]
    [InlineData("experiment: [trivial", "line 2", "not YAML")]
    [InlineData("experiment: trivial\ngrid:\n\twhole: 1", "line 3", "tab")]
    [InlineData("experiment: trivial\ngrid: &a {whole: *a}", "line 2", "alias")]
    [InlineData("- 1", "line 1", "not a mapping")]
    [InlineData("", null, "empty")]
    [InlineData("experiment: trivial\nreplicates: {at-most: 10, batch: 20, until: {}}", "line 2", "batch")]
    [InlineData("experiment: trivial\nreplicates: {at-most: 10, batch: 2}", "line 2", "\"until\" is missing")]
    [InlineData("experiment: trivial\nreplicates: {at-most: 10, batch: 2, until: {measure: some}}", "line 2", "no measure \"some\"")]
    [InlineData("experiment: trivial\nreplicates: {at-most: 10, batch: 2, until: {measure: sometimes}}", "line 2", "no measure")]
    [
        InlineData(
            "experiment: trivial\nreplicates: {at-most: 10, batch: 2, until: {measure: sum, low: 1, high: 1}}", "line 2", "low is not below high"),
    ]
    [
        InlineData(
            "experiment: trivial\nreplicates: {at-most: 10, batch: 2, until: {measure: sum, low: 0, high: 1, half-width: 0.1, confidence: 1}}",
            "line 2",
            "confidence"),
    ]
    public void Mistakes_are_named_with_their_line(string text, string? line, string says)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Read(text));
        Assert.True(line == error.Place, error.Message);
        Assert.Contains(says, error.Message);
        Assert.StartsWith("spec.yaml", error.Message);
    }

    [Theory]
    [InlineData("replicates: 2000000000", "2000000000 cells")]
    [InlineData("replicates: 100\ngrid:\n  whole: {from: 1, to: 1000, step: 1}\n  real: {from: 0.01, to: 10, step: 0.01}", "100000000 cells")]
    [
        InlineData(
            "replicates: 2000000000\ncell-limit: 1000000\ngrid:\n  whole: {from: 1, to: 100000, step: 1}\n  real: {from: "
                + "0.0001, to: 10, step: 0.0001}",
            "more than 10^19 cells"),
    ]
    [Slow]
    public void A_grid_that_is_too_large_by_mistake_is_refused_before_it_is_listed(string text, string says)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Read("experiment: trivial\n" + text));
        Assert.Contains(says, error.Message);
        Assert.Contains("cell-limit", error.Message);
    }

    [Fact]
    public void A_larger_grid_runs_when_the_specification_says_so()
    {
        Assert.Equal(1_000_001, Read("experiment: trivial\nreplicates: 1000001\ncell-limit: 1000001").Stopping.MostReplicates);
        Assert.Throws<InvalidInputException>(() => Read("experiment: trivial\nreplicates: 1000001"));
    }

    [Fact]
    public void A_point_that_the_experiment_objects_to_is_named()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => SpecificationReader.Read("spec.yaml", "experiment: scripted\ngrid:\n  n: [12, 13]", _ => new ScriptedExperiment((_, _) => 0)));
        Assert.Contains("(n 13) cannot run: 13 brings bad luck", error.Message);
        Assert.Equal("line 3", error.Place);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_reaches_the_stack()
    {
        Assert.Contains("deep", Assert.Throws<InvalidInputException>(() => Read("experiment: " + new string('[', 100_000))).Message);
        Assert.Contains("longer", Assert.Throws<InvalidInputException>(() => Read(new string('x', 2_000_000))).Message);
    }

    [Fact]
    public void Any_mutation_of_a_specification_is_an_error_or_a_sweep()
    {
        const string Text =
            "experiment: trivial\nstore: runs/x\nreplicates: {at-most: 100, batch: 20, until: {measure: sum, low: 0, high: 1, half-width: "
                + "0.1, confidence: 0.9}}\ncell-limit: 1000\ngrid:\n  whole: {from: 1, to: 9, points: 3, scale: log}\n  real: "
                + "[0.5, 1e-3]\n  flag: true\n";
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new System.Random(seed);
            char[] characters = Text.ToCharArray();
            for (int i = random.Next(1, 4); i > 0; i--)
                characters[random.Next(characters.Length)] = " \n\t:{}[],-&*!|>'\"%@`#0189eax\u0000\u00ff"[random.Next(30)];
            string text = new(characters, 0, random.Next(2) == 0 ? characters.Length : random.Next(characters.Length));
            try
            {
                Read(text);
            }
            catch (InvalidInputException error)
            {
                Assert.StartsWith("spec.yaml", error.Message);
            }
        }
    }

    [Fact]
    public void Every_template_can_be_run_as_it_stands()
    {
        foreach (Experiment experiment in ExperimentCatalogue.All.Append(new TrivialExperiment()))
        {
            string text = SpecificationTemplate.Of(experiment);
            Sweep sweep = SpecificationReader.Read("template", text, name => experiment.Name == name ? experiment : null);
            foreach ((Parameter parameter, int i) in experiment.Schema.Parameters.Select((parameter, i) => (parameter, i)))
                if (parameter.Suggested is null) Assert.All(sweep.Points(), point => Assert.Equal(parameter.Default, point[i]));
            // Enough values of a number for a figure.
            if (experiment is not TrivialExperiment)
                Assert.Contains(
                    experiment.Schema.Parameters.Index(), p =>
                        p.Item.Kind != ScalarKind.Text && sweep.Points().Select(point => point[p.Index]).Distinct().Count() > 2);
            Assert.All(experiment.Schema.Parameters, parameter => Assert.Contains(parameter.Description, text));
            Assert.All(experiment.Schema.Measures, measure => Assert.Contains(measure.Description, text));
            string adaptive = text.Replace("replicates: 10 ", "# ", StringComparison.Ordinal).Replace(
                "# replicates: {", "replicates: {", StringComparison.Ordinal);
            Assert.IsType<UntilPrecise>(SpecificationReader.Read("template", adaptive, _ => experiment).Stopping);
        }
    }

    private static Sweep Read(string text) => SpecificationReader.Read("spec.yaml", text, name => name == "trivial" ? new TrivialExperiment() : null);
}
