using System.Globalization;
using BenchmarkDotNet.Running;
using Espalier.Bench.Graphs;
using Espalier.Bench.Neurons;
using Espalier.Bench.Numerics;
using Espalier.Bench.Pruning;
using Espalier.Bench.SubsetSums.Coded;
using Espalier.Bench.Training;

if (args is ["matrix-product-peer", var threads]) MatrixProductPeer.Run(int.Parse(threads, CultureInfo.InvariantCulture));
else if (args is ["engines", var pairs, .. var models]) EngineRun.Run(Number(pairs), models is [var convolutional] ? convolutional : null);
else if (args is ["neuron-subsets", var method, var dimension, var width, var draws, var first, var seconds])
    NeuronSubsetRun.Run(method, Number(dimension), Number(width), Number(draws), Number(first), Number(seconds));
else if (args is ["neuron-export", var coordinates, var hidden, var number])
    NeuronSubsetRun.Export(Number(coordinates), Number(hidden), Number(number));
else if (args is ["neuron-refits", var entries, var units, var count]) NeuronSubsetRun.Refits(Number(entries), Number(units), Number(count));
else if (args is ["neuron-norms", var inputs, var neurons, var problems, var calls])
    NeuronSubsetRun.Norms(Number(inputs), Number(neurons), Number(problems), Number(calls));
else if (args is ["epochs", var kind, var epochs, var workers, var folder]) EpochRun.Run(kind, Number(epochs), Number(workers), folder);
else if (args is ["coded-masks", "gaussian"]) CodedMaskRun.Gaussian();
else if (args is ["coded-masks", "tables", var results, var processors, .. var files]) CodedMaskRun.Fill(results, Number(processors), files);
else if (args is ["coded-masks", "encoder", var library, var onnx]) SentenceEncoder.Save(library, onnx);
else if (args is ["pruning", "accuracy", var classifier, var digits]) PruningRun.Accuracies(classifier, digits);
else if (args is ["pruning", "times", var timed, var batch, var timings]) PruningRun.Times(timed, Number(batch), Number(timings));
else if (args is ["pruning", "images", var resnet, var fitted, var heldOut, var cores, var criteria])
    PruningRun.Images(resnet, Number(fitted), Number(heldOut), Number(cores), criteria);
else if (args is ["pruning", "stages", var staged, var removed, var stageBatch, var stageRounds])
    StageRun.Stages(staged, double.Parse(removed, CultureInfo.InvariantCulture), Number(stageBatch), Number(stageRounds));
else if (args is ["pruning", "channels", var channelBatch, var channelRounds]) StageRun.Channels(Number(channelBatch), Number(channelRounds));
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
