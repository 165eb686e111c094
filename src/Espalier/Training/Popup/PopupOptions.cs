using System.Globalization;
using System.Text;

namespace Espalier.Training.Popup;

/// <summary>Among which scores the largest are found.</summary>
public enum SelectionScope
{
    /// <summary>Each tensor keeps the same share of its own elements.</summary>
    Tensor,

    /// <summary>The network keeps a share of all its elements; tensors may keep different shares.</summary>
    Global,
}

/// <summary>What an edge-popup search keeps.</summary>
public sealed record PopupOptions
{
    /// <summary>The share of the elements that is removed, from 0 to 1: ⌊removed·n⌋ of n, in float64.</summary>
    public double Removed { get; init; } = 0.5;

    /// <summary>Among which scores the largest are found.</summary>
    public SelectionScope Scope { get; init; } = SelectionScope.Tensor;

    /// <summary>The same text under every culture: a checkpoint compares it.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Removed = {Removed}, Scope = {Scope}");
        return true;
    }
}
