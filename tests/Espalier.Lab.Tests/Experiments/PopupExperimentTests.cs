using System.Globalization;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Popup;

namespace Espalier.Lab.Tests.Experiments;

public sealed class PopupExperimentTests
{
    private static readonly TrainingData Data = new("no-mnist-here", "no-lenet-here");
    private static readonly EdgePopupExperiment Popup = new(Data);
    private static readonly TrainedNetworkExperiment Trained = new(Data);
    private static readonly SubnetworkExperiment Subnetworks = new(Data);

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    [InlineData("wide")]
    [Slow]
    public void A_search_beats_chance_between_the_ends_and_its_baselines_do_not(string structure)
    {
        Measured found = Run(Popup, ("structure", structure), ("epochs", "3"));
        Assert.InRange(found["accuracy"].Number, 0.3, 1);
        Assert.InRange(found["best-accuracy"].Number, found["accuracy"].Number - 0.01, 1);
        foreach (string baseline in new[] { "random-mask", "shuffled-mask", "redrawn-weights" }) Assert.InRange(found[baseline].Number, 0, 0.3);
        long parameters = found["parameters"].Integer;
        Assert.InRange(found["kept"].Integer, parameters / 2, (parameters / 2) + 4);
    }

    [Fact]
    public void A_search_repeats_itself() =>
        Assert.Equal(Run(Popup, ("structure", "wide"), ("epochs", "1")).Values, Run(Popup, ("structure", "wide"), ("epochs", "1")).Values);

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [Slow]
    public void Where_all_or_nothing_is_kept_it_guesses(string removed)
    {
        Measured found = Run(Popup, ("removed", removed), ("epochs", "1"));
        Assert.InRange(found["accuracy"].Number, 0, 0.25);
        Assert.Equal(
            removed == "1" ? 0 : found["parameters"].Integer, found["kept"].Integer);
    }

    [Fact]
    public void A_trained_network_loses_little_to_pruning_at_first_and_all_at_last()
    {
        Measured found = Run(Trained, ("epochs", "3"), ("hidden", "64"));
        double whole = found["accuracy"].Number;
        Assert.InRange(whole, 0.8, 1);
        Assert.InRange(found["magnitude-50"].Number, whole - 0.03, 1);
        Assert.InRange(found["neurons-50"].Number, whole - 0.1, 1);
        Assert.InRange(found["magnitude-1"].Number, 0, whole - 0.2);
        Assert.Equal(ScalarKind.None, found["neurons-1"].Kind);
    }

    [Fact]
    public void A_training_that_diverges_is_recorded_as_such()
    {
        Measured found = Run(Trained, ("learning-rate", "100"), ("epochs", "2"), ("network", "four-layer"));
        Assert.True(found["diverged"].Flag);
        Assert.Equal(ScalarKind.None, found["accuracy"].Kind);
        Assert.Equal(ScalarKind.None, found["magnitude-50"].Kind);
    }

    [Fact]
    public void Parameters_that_do_not_go_together_are_refused()
    {
        Assert.Contains("inputs of at least 0", Popup.Objection(Cell(Popup, ("structure", "relu"), ("pixels", "standard"))));
        Assert.Null(Popup.Objection(Cell(Popup, ("structure", "relu"), ("pixels", "standard"), ("network", "lenet"), ("hidden", "500"))));
        Assert.Contains("hidden", Trained.Objection(Cell(Trained, ("network", "lenet"))));
        Assert.Contains("convolutions", Trained.Objection(Cell(Trained, ("convolutions", "random"))));
    }

    [Fact]
    public void Missing_files_are_told_by_name()
    {
        Assert.Throws<InvalidInputException>(() => Run(Popup, ("data", "mnist")));
        Assert.Throws<InvalidInputException>(() => Run(Popup, ("network", "lenet"), ("hidden", "500")));
    }

    [Slow]
    [Theory]
    [InlineData("pruned-neurons", "0.3")]
    [InlineData("pruned-activation", "0.1")]
    [InlineData("ticket-free", "0.1")]
    [InlineData("ticket-coded", "0.9")]
    public void What_is_made_of_a_trained_network_keeps_within_the_budget(string method, string kept)
    {
        (string, string)[] asked =
            [("method", method), ("kept", kept), ("hidden", "60"), ("epochs", "4"), ("rounds", "1"), ("examples", "800"), ("tests", "200")];
        Measured found = Run(Subnetworks, asked);
        long Whole(string name) => found[name].Integer;
        long parameters = (784 * 60) + 600, budget = (long)Math.Ceiling(double.Parse(kept, CultureInfo.InvariantCulture) * parameters);
        Assert.Equal(parameters, Whole("parameters"));
        Assert.InRange(Whole("kept-weights"), budget * 3 / 4, budget);
        Assert.InRange(Whole("acting"), Whole("kept-weights") * 9 / 10, Whole("kept-weights"));
        Assert.InRange(found["accuracy"].Number, 0.25, 1);
        Assert.Equal(found.Values, Run(Subnetworks, asked).Values);
    }

    [Fact]
    public void A_budget_out_of_reach_is_recorded_as_such()
    {
        Measured found = Run(Subnetworks, ("method", "ticket-coded"), ("kept", "0.05"), ("epochs", "2"), ("rounds", "1"), ("examples", "300"));
        Assert.True(found["diverged"].Flag);
        Assert.Equal(ScalarKind.None, found["accuracy"].Kind);
    }

    [Fact]
    public void Every_named_method_is_a_value_of_the_experiment() =>
        Assert.Equal(
            SubnetworkMethods.All.Select(method => method.Name).Order(StringComparer.Ordinal),
            Subnetworks.Schema.Parameters.Single(parameter => parameter.Name == "method").Choices.Order(StringComparer.Ordinal));

    [Fact]
    public void A_cancelled_search_gives_up()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Popup.Run(Cell(Popup), source.Token));
    }

    private static Measured Run(Experiment experiment, params (string Name, string Value)[] values) => new(experiment, Cell(experiment, values));

    /// <summary>A small cell on glyphs, some of whose parameters are others.</summary>
    private static Cell Cell(Experiment experiment, params (string Name, string Value)[] values)
    {
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data"] = "glyphs",
            ["hidden"] = "24",
            ["examples"] = "1500",
            ["tests"] = "300",
        };
        foreach ((string name, string value) in values) chosen[name] = value;
        return Lab.Experiments.Cell.Create(
            experiment.Schema,
            [
                .. experiment.Schema.Parameters.Select(
                    parameter => chosen.TryGetValue(parameter.Name, out string? text) ? parameter.Parse(text, out _) : parameter.Default),
            ],
            0);
    }
}
