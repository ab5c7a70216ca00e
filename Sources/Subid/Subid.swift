import CSubid
