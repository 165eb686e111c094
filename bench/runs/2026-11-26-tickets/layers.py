import os, sys, json, struct
# a chain of k dense layers of side n, as layer.py makes one
n,k,path=int(sys.argv[1]),int(sys.argv[2]),sys.argv[3]
size=4*n*n
entries={"__metadata__":{"architecture":f"{n}: "+", relu, ".join([f"dense {n}"]*k)}}
for i in range(k): entries[f"{2*i}.weight"]={"dtype":"F32","shape":[n,n],"data_offsets":[i*size,(i+1)*size]}
head=json.dumps(entries).encode(); head+=b' '*(-len(head)%8)
table=bytes([ (0x80 if b&1 else 0)|[0x3d,0x3d,0x3c,0x3c,0x3c,0x3b,0x3b,0x3b][(b>>1)&7] for b in range(256)])
with open(path,'wb') as f:
    f.write(struct.pack('<Q',len(head))); f.write(head)
    left=n*n*k
    while left:
        c=min(left,1<<22); ba=bytearray(os.urandom(4*c)); ba[3::4]=ba[3::4].translate(table); f.write(ba); left-=c
