using System.Collections.Immutable;
using System.Globalization;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Training.Checkpoints;
using Espalier.Training.Searching;

namespace Espalier.Training;

/// <summary>Stochastic gradient descent over epochs, for any network of trainable layers.</summary>
/// <remarks>After the first step of an epoch no step allocates. The results depend neither on threads nor on where the work was
/// interrupted.</remarks>
internal sealed class TrainingLoop
{
    private const int StepsBetweenReports = 32;
    private const int TestBatch = 256;

    /// <summary>A large batch that no hidden unit answers to is an accident once; so many on end are the end.</summary>
    private const int SilentSteps = 100;

    private readonly TrainableNetwork _network;
    private readonly ExampleSet _training;
    private readonly TrainingOptions _options;
    private readonly int _threads;
    private readonly Crew _crew = new();
    private readonly BatchPass _pass;
    private readonly TestRun _test;
    private readonly Augmentation _augmentation;
    private readonly int[] _order;
    private readonly byte[] _labels;
    private readonly ImmutableArray<AlignedSingles> _parameters;
    private TrainingState _state = TrainingState.Start;

    public TrainingLoop(TrainableNetwork network, ExampleSet training, ExampleSet test, TrainingOptions options, int threads)
    {
        options.Require();
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Require(training, network);
        Require(test, network);
        _network = network;
        _training = training;
        _options = options;
        _threads = threads;
        int batch = Math.Min(options.BatchSize, training.Count);
        var workspace = new MatrixWorkspace();
        _pass = new BatchPass(network, batch, workspace);
        _test = new TestRun(network, test, TestBatch, workspace);
        if (options.Shift > 0 || options.Flip) RequirePixels(training);
        _augmentation = new Augmentation(options, training.Source.Example);
        _order = new int[training.Count];
        _labels = new byte[batch];
        _parameters = [.. network.Layers.SelectMany(layer => layer.State)];
    }

    /// <summary>The steps of an epoch.</summary>
    public int StepsPerEpoch => (_training.Count + _options.BatchSize - 1) / _options.BatchSize;

    /// <summary>Trains to the end, from a checkpoint if there is one.</summary>
    /// <param name="checkpoint">A file to continue from if it exists, written after every epoch and when the work is cancelled; or null.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <param name="cancel">Ends the work after a step.</param>
    /// <param name="rescue">A file for the state when the work is cancelled without a checkpoint, or null.</param>
    /// <exception cref="InvalidInputException">The checkpoint is that of another training, or damaged, or cannot be written.</exception>
    public TrainingResult Run(string? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancel, string? rescue = null)
    {
        string description = (checkpoint ?? rescue) is null ? "" : Describe();
        TrainingState? earlier = checkpoint is null
            ? null
            : CheckpointFile.Read(checkpoint, description, _options.Epochs, StepsPerEpoch, _parameters);
        if (earlier is not null) _state = earlier;
        else _network.Begin(new Probe(_network, _pass, _training, _options, _crew, _threads));
        Settle(_state.Steps, isTested: true);
        while (_state.Epochs.Length < _options.Epochs)
        {
            TrainingStatus status = RunEpoch(progress, cancel);
            if (status == TrainingStatus.Diverged) return Diverged();
            string? kept = status == TrainingStatus.Cancelled ? checkpoint ?? rescue : checkpoint;
            if (kept is not null) CheckpointFile.Write(kept, description, _state, _parameters);
            if (status == TrainingStatus.Cancelled)
                return new TrainingResult(status, _state.Epochs, _state.Steps, _network.ToNetwork(_training.Front), null);
            progress?.Report(new TrainingProgress(_state.Epochs.Length, _options.Epochs, StepsPerEpoch, StepsPerEpoch, _state.Epochs[^1]));
        }

        return new TrainingResult(TrainingStatus.Finished, _state.Epochs, _state.Steps, _network.ToNetwork(_training.Front), null);
    }

    private TrainingStatus RunEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        int epoch = _state.Epochs.Length;
        double rate = _network.Rate(_options, epoch);
        RandomOrder.Permute(new RandomStream(_options.Seed, (uint)epoch, StreamPurpose.Order), _order);
        var settings = new StepSettings((float)rate, (float)_options.Momentum, (float)_options.WeightDecay);
        if (_state.Step == 0) _network.BeginEpoch(epoch, _options);
        Settle(((long)epoch * StepsPerEpoch) + _state.Step, isTested: false);
        double loss = _state.Loss;
        int silent = _state.Silent;
        for (int step = _state.Step; step < StepsPerEpoch; step++)
        {
            if (step % StepsBetweenReports == 0 || step == _state.Step)
                progress?.Report(new TrainingProgress(epoch + 1, _options.Epochs, step, StepsPerEpoch, null));
            if (cancel.IsCancellationRequested)
            {
                _state = new TrainingState(_state.Epochs, step, ((long)epoch * StepsPerEpoch) + step, loss, silent);
                return TrainingStatus.Cancelled;
            }

            (double sum, bool isSilent) = RunStep(_order.AsSpan(step * _options.BatchSize), epoch, settings);
            Settle(((long)epoch * StepsPerEpoch) + step + 1, isTested: false);
            loss += sum;
            silent = isSilent && _network.CanDie ? silent + 1 : 0;
            if (double.IsFinite(sum) && _network.IsFinite && silent < SilentSteps) continue;
            _state = _state with { Steps = ((long)epoch * StepsPerEpoch) + step + 1 };
            return TrainingStatus.Diverged;
        }

        progress?.Report(new TrainingProgress(epoch + 1, _options.Epochs, StepsPerEpoch, StepsPerEpoch, null));
        _network.EndEpoch(epoch + 1, _options);
        Settle((epoch + 1L) * StepsPerEpoch, isTested: true);
        var record = new EpochRecord(epoch + 1, rate, loss / _training.Count, _test.CountCorrect(_threads), _test.Count, _network.Kept);
        _state = new TrainingState(_state.Epochs.Add(record), 0, (epoch + 1L) * StepsPerEpoch, 0, silent);
        return TrainingStatus.Finished;
    }

    private void Settle(long steps, bool isTested)
    {
        _network.Steps = steps;
        _network.Progress = (double)steps / ((long)_options.Epochs * StepsPerEpoch);
        _network.IsTested = isTested;
        _network.Settle(_crew, _threads);
    }

    /// <summary>One step on the first examples of an order.</summary>
    /// <returns>The sum of their losses, and whether no hidden unit answered to them.</returns>
    private (double Loss, bool IsSilent) RunStep(ReadOnlySpan<int> order, int epoch, in StepSettings settings)
    {
        int count = Math.Min(_labels.Length, order.Length);
        _training.Fill(order[..count], _pass.Inputs(count));
        _augmentation.Apply(_pass.Inputs(count), order[..count], epoch);
        for (int i = 0; i < count; i++) _labels[i] = _training.Label(order[i]);
        double loss = _pass.Differentiate(_labels.AsSpan(0, count), _threads);
        foreach (TrainableLayer layer in _network.Layers) layer.Step(settings, _crew, _threads);
        return (loss, _pass.IsSilent());
    }

    private TrainingResult Diverged() =>
        new(
            TrainingStatus.Diverged,
            _state.Epochs,
            _state.Steps,
            null,
            Invariant($"the training diverged at step {_state.Steps}; take a smaller learning rate than {_options.LearningRate}, ")
                + Invariant($"such as {Tenth(_options.LearningRate)}"));

    /// <summary>A tenth, in digits that people would choose.</summary>
    private static double Tenth(double rate) => double.Parse((rate / 10).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private string Describe() => $"{_options}\n{_network.Description}\ntraining set {_training.Digest()}\ntest set {_test.Examples.Digest()}";

    private static void RequirePixels(ExampleSet examples)
    {
        if (examples.Front is not null || examples.Source.Example.Rank < 2)
            throw new ArgumentException("only images without frozen layers before the network can be moved or mirrored");
    }

    private static void Require(ExampleSet examples, TrainableNetwork network)
    {
        if (network.Layers.IsEmpty) throw new ArgumentException("the network has no weights to train");
        if (examples.Count == 0) throw new ArgumentException($"{examples.Source.Name} holds no examples");
        if (examples.Length != network.Inputs)
            throw new ArgumentException(Invariant($"examples of {examples.Length} numbers do not fit a network with {network.Inputs} inputs"));
        if (examples.Classes > network.Outputs)
            throw new ArgumentException(Invariant($"{network.Outputs} scores do not tell {examples.Classes} classes apart"));
        if (network.Outputs > CrossEntropy.MostClasses)
            throw new ArgumentException(
                Invariant($"{network.Outputs} outputs are more than the {CrossEntropy.MostClasses} classes that labels can name"));
    }
}
