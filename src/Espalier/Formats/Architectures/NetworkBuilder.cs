using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Fills the layers of an architecture with tensors.</summary>
internal sealed class NetworkBuilder(Architecture architecture, NamedTensors tensors, string source)
{
    private readonly ParameterSet _parameters = ParameterSet.Of(tensors, source);
    private int _weighted;
    private int _normed;
    private int _scales;
    private int _shifts;

    /// <summary>What the tensors of the layer at work are called, if they are called as one.</summary>
    private string? _name;

    /// <summary>The layer at work and the tensors it got, for messages.</summary>
    private string _place = string.Empty;

    internal Network Build()
    {
        var builder = new GraphBuilder(architecture.InputShape ?? InputShape());
        foreach (ArchitectureStep step in architecture.Steps)
        {
            _place = string.Create(CultureInfo.InvariantCulture, $"layer {builder.Count} ({step.Form.Text})");
            try
            {
                _name = null;
                builder.Add(Fill(step.Form), step.Reads.AsSpan());
                builder.Name(builder.Count, _name);
            }
            catch (ArgumentException mismatch)
            {
                throw Misfit(mismatch.Message, mismatch);
            }
        }

        RequireAllUsed();
        return builder.Build(builder.Count);
    }

    /// <summary>Weights bring their bias along; a factor of its own is asked for by its role.</summary>
    private Operator Fill(OperatorForm form)
    {
        var found = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        if (form is BatchNormForm or LayerNormForm or PReluForm)
        {
            AddNormed(found);
            return form.Make(found.GetValueOrDefault);
        }

        foreach (string role in form.Roles)
        {
            if (role == Role.Scale) found[role] = NextFactor(_parameters.Scales, ref _scales, role);
            else if (role == Role.Shift) found[role] = NextFactor(_parameters.Shifts, ref _shifts, role);
            else AddWeighted(found);
        }

        return form.Make(found.GetValueOrDefault);
    }

    private void AddWeighted(Dictionary<string, Tensor> found)
    {
        WeightedParameters next = NextWeighted();
        found[Role.Weight] = next.Weights.Tensor;
        if (next.Bias is not null) found[Role.Bias] = next.Bias.Tensor;
        _name = NodeNames.Before(next.Weights.Name, Role.Weight);
        if (next.Bias is not null && NodeNames.Before(next.Bias.Name, Role.Bias) != _name) _name = null;
    }

    private void AddNormed(Dictionary<string, Tensor> found)
    {
        if (_normed == _parameters.Normed.Count) throw Misfit("no tensors of a normalisation are left for it", null);
        IGrouping<string, NamedTensor> next = _parameters.Normed[_normed++];
        _place += $", tensors '{next.Key}'";
        _name = next.Key;
        foreach (NamedTensor tensor in next) found[ParameterSet.Suffix(tensor)] = tensor.Tensor;
    }

    private WeightedParameters NextWeighted()
    {
        if (_weighted == _parameters.Weighted.Count) throw Misfit("no weights are left for it", null);
        WeightedParameters next = _parameters.Weighted[_weighted++];
        _place += $", tensor '{next.Weights.Name}'";
        return next;
    }

    private Tensor NextFactor(IReadOnlyList<NamedTensor> factors, ref int next, string role)
    {
        if (next == factors.Count) throw Misfit($"no tensor named '….{role}' is left for it", null);
        NamedTensor factor = factors[next++];
        _place += $", tensor '{factor.Name}'";
        string? own = NodeNames.Before(factor.Name, role);
        _name = _name is null || _name == own ? own : null;
        return factor.Tensor;
    }

    /// <summary>A dense layer tells the input, unless something before it changes the shape.</summary>
    private Shape InputShape()
    {
        OperatorForm? first = architecture.Steps.Select(step => step.Form).FirstOrDefault(form => !form.KeepsLength);
        if (first == Dense.Plain && _parameters.Weighted is [var weighted, ..] && weighted.Weights.Tensor.Shape is { Rank: 2 } matrix)
            return new Shape(matrix[1]);
        throw new InvalidInputException(
            source, null, $"the architecture '{architecture.Format()}' leaves open the shape of the input",
            $"put the shape in front, such as `{Architecture.Field}` \"1x28x28: {architecture.Format()}\"");
    }

    private void RequireAllUsed()
    {
        NamedTensor? left = _parameters.Weighted.Skip(_weighted).Select(pair => pair.Weights)
            .Concat(_parameters.Normed.Skip(_normed).SelectMany(group => group))
            .Concat(_parameters.Scales.Skip(_scales))
            .Concat(_parameters.Shifts.Skip(_shifts))
            .FirstOrDefault();
        if (left is null) return;
        throw new InvalidInputException(
            source, $"tensor '{left.Name}' of shape {ParameterSet.Describe(left)}",
            $"it is left over after the last layer of '{architecture.Format()}'", $"describe all layers with `{Architecture.Field}`");
    }

    private InvalidInputException Misfit(string problem, Exception? cause) =>
        new(source, _place, problem, $"describe the layers that fit the tensors with `{Architecture.Field}`", cause);
}
