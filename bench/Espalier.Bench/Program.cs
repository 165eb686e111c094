using System.Globalization;
using BenchmarkDotNet.Running;
using Espalier.Bench;

if (args is ["matrix-product-peer", var threads]) MatrixProductPeer.Run(int.Parse(threads, CultureInfo.InvariantCulture));
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
