#!/bin/bash
# Certificates of published networks: ACAS Xu 1_1 against its float16 copy, fc2.pt against its tickets.
# usage: bench/peers/certificates.sh [acas|bounds|fc2]...   (default: all)
# PYTHON must have numpy and onnx.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}
data=../shared/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release -v q --nologo src/Espalier.Cli > /dev/null
espalier() { dotnet src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll "$@"; }
if [ -x src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli ]; then espalier() { src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli "$@"; }; fi

acas=$data/networks/ACASXU_run2a_1_1_batch_2000.onnx
"$python" bench/peers/half_copy.py "$acas" "$work/half.onnx"
declare -A low=([P1]=0.6,-0.5,-0.5,0.45,-0.5 [P3]=-0.303531,-0.0095493,0.493380,0.3,0.3 [P16]=-0.12929,-0.5,-0.5,-0.5,-0.5)
declare -A high=([P1]=0.67985776,0.5,0.5,0.5,-0.45 [P3]=-0.298553,0.0095493,0.5,0.5,0.5 [P16]=0.70043,-0.111408,-0.499204,-0.409091,0.5)

acas() {
    for box in P1 P3 P16; do
        for run in 1 2 3 4 5; do
            echo "== $box, output 0, epsilon 0.05, run $run"
            /usr/bin/time -f '%e s for the whole process, %U s user' \
                bash -c "$(declare -f espalier); espalier certify $acas $work/half.onnx --box ${low[$box]} ${high[$box]} --output 0 --epsilon 0.05 --quiet"
        done
    done
}

bounds() {
    for box in P1 P3 P16; do
        echo "== $box, all outputs, 30 s"
        espalier certify "$acas" "$work/half.onnx" --box "${low[$box]}" "${high[$box]}" --time-limit 30 --tolerance 0.001 --quiet || true
    done
}

fc2() {
    "$python" bench/peers/test_images.py $data/mnist/t10k-images-idx3-ubyte.gz 20 "$work"
    for epsilon in 0.01 0.0001; do
        espalier ticket draw $data/pensia/fc2.pt -o "$work/fc2.ticket" --epsilon $epsilon --construction linear --objective edges --quiet
        for norm in l2 linf; do
            echo "== epsilon $epsilon, ball of radius 1, $norm"
            espalier certify $data/pensia/fc2.pt "$work/fc2.ticket" --ball 1 --norm $norm --time-limit 5 --quiet || true
        done
        for image in $(seq 0 19); do
            echo "== epsilon $epsilon, within 0.01 of image $image"
            espalier certify $data/pensia/fc2.pt "$work/fc2.ticket" --within 0.01 --centre "$work/$image.npy" --time-limit 5 --quiet || true
        done
    done
}

for part in "${@:-acas bounds fc2}"; do for each in $part; do $each; done; done
