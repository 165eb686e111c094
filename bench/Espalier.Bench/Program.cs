using System.Globalization;
using BenchmarkDotNet.Running;
using Espalier.Bench;
using Espalier.Bench.Neurons;

if (args is ["matrix-product-peer", var threads]) MatrixProductPeer.Run(int.Parse(threads, CultureInfo.InvariantCulture));
else if (args is ["neuron-subsets", var method, var dimension, var width, var draws, var first, var seconds]) NeuronSubsetRun.Run(method, Number(dimension), Number(width), Number(draws), Number(first), Number(seconds));
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
