namespace Espalier.Certificates.Conditions;

/// <summary>How the variables of a condition on two networks are numbered: inputs of A, inputs of B, outputs of A, outputs of B.</summary>
/// <param name="InputsA">How many inputs A has.</param>
/// <param name="InputsB">How many inputs B has.</param>
/// <param name="OutputsA">How many outputs A has.</param>
/// <param name="OutputsB">How many outputs B has.</param>
public sealed record PairVariables(int InputsA, int InputsB, int OutputsA, int OutputsB)
{
    /// <summary>The number of inputs.</summary>
    public int Inputs => InputsA + InputsB;

    /// <summary>The number of variables.</summary>
    public int Count => Inputs + OutputsA + OutputsB;

    /// <summary>The variable of an input of A.</summary>
    public int InputA(int input) => input < InputsA ? input : throw new ArgumentOutOfRangeException(nameof(input));

    /// <summary>The variable of an input of B.</summary>
    public int InputB(int input) => InputsA + input;

    /// <summary>The variable of an output of A.</summary>
    public int OutputA(int output) => Inputs + output;

    /// <summary>The variable of an output of B.</summary>
    public int OutputB(int output) => Inputs + OutputsA + output;
}
